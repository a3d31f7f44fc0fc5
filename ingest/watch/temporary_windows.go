package watch

import (
	"syscall"

	"golang.org/x/sys/windows"
)

// passing lists the system's errors that pass by themselves or by making
// room: locks, full disks, shares and cloud folders that are away.
//
//nolint:gochecknoglobals // a table that differs by system
var passing = []syscall.Errno{
	windows.ERROR_SHARING_VIOLATION, windows.ERROR_LOCK_VIOLATION, windows.ERROR_USER_MAPPED_FILE,
	windows.ERROR_DELETE_PENDING, windows.ERROR_NOT_READY,
	windows.ERROR_DISK_FULL, windows.ERROR_HANDLE_DISK_FULL,
	windows.ERROR_BAD_NETPATH, windows.ERROR_DEV_NOT_EXIST, windows.ERROR_UNEXP_NET_ERR,
	windows.ERROR_NETNAME_DELETED, windows.ERROR_BAD_NET_NAME, windows.ERROR_NETWORK_UNREACHABLE,
	windows.ERROR_SEM_TIMEOUT,
	windows.ERROR_CLOUD_FILE_PROVIDER_NOT_RUNNING, windows.ERROR_CLOUD_FILE_PROVIDER_TERMINATED,
	windows.ERROR_CLOUD_FILE_NOT_IN_SYNC, windows.ERROR_CLOUD_FILE_INSUFFICIENT_RESOURCES,
	windows.ERROR_CLOUD_FILE_NETWORK_UNAVAILABLE, windows.ERROR_CLOUD_FILE_UNSUCCESSFUL,
	windows.ERROR_CLOUD_FILE_IN_USE, windows.ERROR_CLOUD_FILE_REQUEST_ABORTED,
	windows.ERROR_CLOUD_FILE_REQUEST_CANCELED, windows.ERROR_CLOUD_FILE_REQUEST_TIMEOUT,
}
