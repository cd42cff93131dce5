package main

import (
	"encoding/json"
	"net/http"
)

const (
	service = "${{ values.name }}"
	health  = "${{ values.health }}"
)

// newHandler answers everything that the service answers.
func newHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+health, func(w http.ResponseWriter, _ *http.Request) {
		answer(w, map[string]string{"status": "ok"})
	})
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, map[string]string{"service": service})
	})
	return mux
}

func answer(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(body)
}
