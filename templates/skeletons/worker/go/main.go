package main

import (
	"context"
	"log"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"
)

func main() {
	seconds := 10.0
	if text := os.Getenv("INTERVAL_SECONDS"); text != "" {
		parsed, err := strconv.ParseFloat(text, 64)
		if err != nil {
			log.Fatalf("INTERVAL_SECONDS is %q, which is no number", text)
		}
		seconds = parsed
	}

	// Kubernetes asks like this before it stops an instance: end the turn, then go.
	stop, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer cancel()

	log.Printf("Working every %g s", seconds)
	for turn := 1; stop.Err() == nil; turn++ {
		if done, err := work(context.Background(), turn); err != nil {
			log.Printf("Turn %d failed: %v", turn, err)
		} else {
			log.Print(done)
		}
		select {
		case <-stop.Done():
		case <-time.After(time.Duration(seconds * float64(time.Second))):
		}
	}
	log.Print("Stopped")
}
