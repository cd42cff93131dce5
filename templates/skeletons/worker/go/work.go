package main

import (
	"context"
	"fmt"
)

// work is one turn. It gives a sentence of what it did. Replace this with yours.
func work(_ context.Context, turn int) (string, error) {
	return fmt.Sprintf("Turn %d is done", turn), nil
}
