//go:build !linux

package s3

import "syscall"

// endWithParent has no counterpart here: the server of a test that is killed stays.
func endWithParent() *syscall.SysProcAttr { return nil }
