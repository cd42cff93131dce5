package main

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestAnswers(t *testing.T) {
	for path, want := range map[string]int{
		health:     http.StatusOK,
		"/":        http.StatusOK,
		"/nothing": http.StatusNotFound,
	} {
		response := httptest.NewRecorder()
		newHandler().ServeHTTP(response, httptest.NewRequest(http.MethodGet, path, nil))
		if response.Code != want {
			t.Errorf("GET %s answers %d, want %d", path, response.Code, want)
		}
	}
}
