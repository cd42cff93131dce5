package main

import "context"

// work is one run. It gives a sentence of what it did. Replace this with yours.
func work(context.Context) (string, error) {
	return "The work is done", nil
}
