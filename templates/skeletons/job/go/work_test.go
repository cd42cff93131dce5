package main

import (
	"context"
	"testing"
)

func TestSaysWhatItDid(t *testing.T) {
	if done, err := work(context.Background()); err != nil || done != "The work is done" {
		t.Errorf("work() = %q, %v", done, err)
	}
}
