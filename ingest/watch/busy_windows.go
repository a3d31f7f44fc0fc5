package watch

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// isWritten reports whether any program has the file open for writing: it is
// opened once more in a way that allows no writers.
func isWritten(file *os.File) bool {
	name, err := windows.UTF16PtrFromString(file.Name())
	if err != nil {
		return false
	}
	share := uint32(windows.FILE_SHARE_READ | windows.FILE_SHARE_DELETE)
	handle, err := windows.CreateFile(name, windows.GENERIC_READ, share, nil, windows.OPEN_EXISTING, windows.FILE_ATTRIBUTE_NORMAL, 0)
	if err != nil {
		return errors.Is(err, windows.ERROR_SHARING_VIOLATION)
	}
	_ = windows.CloseHandle(handle) // opened for reading only
	return false
}
