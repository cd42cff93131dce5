package main

import (
	"context"
	"testing"
)

func TestSaysWhatItDid(t *testing.T) {
	if done, err := work(context.Background(), 3); err != nil || done != "Turn 3 is done" {
		t.Errorf("work(3) = %q, %v", done, err)
	}
}
