package kube

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// A Server is what an API server says of itself.
type Server struct {
	Version string        // v1.36.3
	Minor   int           // 36; -1 if it does not say
	Date    time.Time     // its clock, to the second; zero if it does not say
	Took    time.Duration // from the question to the answer
}

// Server asks the cluster's API server for its version, which needs no rights but to be let in.
func (c *Client) Server(ctx context.Context) (Server, error) {
	if _, err := c.proof(ctx); err != nil {
		return Server{}, err
	}
	began := time.Now()
	got, err := c.open(ctx, c.timeout, http.MethodGet, "/version", nil, nil)
	if err != nil {
		return Server{}, err
	}
	defer got.close()
	took := time.Since(began)
	text, err := io.ReadAll(io.LimitReader(got, 1<<20))
	if err != nil {
		return Server{}, c.explainLost(ctx, err)
	}
	var v struct {
		GitVersion string `json:"gitVersion"`
		Minor      string `json:"minor"`
	}
	if json.Unmarshal(text, &v) != nil || v.GitVersion == "" {
		return Server{}, c.noSense(got.head)
	}
	s := Server{Version: v.GitVersion, Minor: Minor(v.Minor), Took: took}
	s.Date, _ = http.ParseTime(got.head.Get("Date")) // zero without one
	return s, nil
}

// Minor reads a minor version as servers and clients of Kubernetes give it: "36", "36+". It is -1 if that is no number.
func Minor(text string) int {
	n, err := strconv.Atoi(strings.TrimRight(text, "+"))
	if err != nil {
		return -1
	}
	return n
}
