package watch

import (
	"os"

	"golang.org/x/sys/unix"
)

// isWritten reports whether any program has the file open for writing. Where
// the system cannot tell, as on network folders and for files of another
// user, it reports false.
//
// Source: fcntl(2), F_SETLEASE: a read lease is refused with EAGAIN while the
// file is open for writing.
func isWritten(file *os.File) bool {
	raw, err := file.SyscallConn()
	if err != nil {
		return false
	}
	written := false
	err = raw.Control(func(fd uintptr) {
		_, err := unix.FcntlInt(fd, unix.F_SETLEASE, unix.F_RDLCK)
		written = err == unix.EAGAIN
		if err == nil {
			_, _ = unix.FcntlInt(fd, unix.F_SETLEASE, unix.F_UNLCK) // closing gives it back too
		}
	})
	return err == nil && written
}
