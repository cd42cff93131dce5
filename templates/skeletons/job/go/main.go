package main

import (
	"context"
	"log"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	stop, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer cancel()
	done, err := work(stop)
	if err != nil {
		// Fatal ends with 1, so that the job is shown as failed.
		log.Fatalf("The work failed: %v", err)
	}
	log.Print(done)
}
