package s3

import "syscall"

// endWithParent makes a server end with a test that is killed or panics.
func endWithParent() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
