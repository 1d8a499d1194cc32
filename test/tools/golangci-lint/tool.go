//go:build tools

// Package tool pins golangci-lint, which `make check` runs.
package tool

// tool: github.com/golangci/golangci-lint/v2/cmd/golangci-lint
import _ "github.com/golangci/golangci-lint/v2/cmd/golangci-lint"
