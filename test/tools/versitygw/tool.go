//go:build tools

// Package tool pins versitygw, the S3 server that the tests start as a process of its own.
package tool

// tool: github.com/versity/versitygw/cmd/versitygw
import _ "github.com/versity/versitygw/cmd/versitygw"
