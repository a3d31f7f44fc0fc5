package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"io"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// output is a screen that two goroutines share.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(data []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(data)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

// served starts "milepost serve" in a new workspace, and returns the address
// that it printed and its screen.
func served(t *testing.T, args ...string) (address string, screen *output) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "clinic")
	screen = &output{}
	sh := shell{In: strings.NewReader(""), Out: screen, Err: screen, Now: time.Now}
	if code := run(t.Context(), []string{"init", dir}, sh); code != exitDone {
		t.Fatalf("init: exit %d: %s", code, screen)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan int, 1)
	go func() { ended <- run(ctx, append([]string{"serve", "-C", dir}, args...), sh) }()
	t.Cleanup(func() {
		stop()
		if code := <-ended; code != exitDone {
			t.Errorf("serve: exit %d: %s", code, screen)
		}
	})
	printed := regexp.MustCompile(`The review page is at (\S+)/`)
	for range 200 {
		if m := printed.FindStringSubmatch(screen.String()); m != nil {
			return m[1], screen
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("no address is printed: %s", screen)
	return "", nil
}

func fetch(t *testing.T, client *http.Client, address string) (int, string) {
	t.Helper()
	w, err := client.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Body.Close()
	body, err := io.ReadAll(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	return w.StatusCode, string(body)
}

// TestServePrintsTheFirstLeadsAddress: the page is there, watches, and the
// printed address makes the first lead.
func TestServePrintsTheFirstLeadsAddress(t *testing.T) {
	address, screen := served(t, "--addr", "127.0.0.1:0")
	if status, body := fetch(t, http.DefaultClient, address+"/"); status != http.StatusOK || !strings.Contains(body, "Sign in") {
		t.Errorf("the page: status %d\n%s", status, body)
	}
	m := regexp.MustCompile(`The first lead opens (\S+)`).FindStringSubmatch(screen.String())
	if m == nil {
		t.Fatalf("no address of the first lead in %s", screen)
	}
	if status, body := fetch(t, http.DefaultClient, m[1]); status != http.StatusOK || !strings.Contains(body, "Welcome to Milepost") {
		t.Errorf("the first lead's page: status %d\n%s", status, body)
	}
	for range 200 {
		if strings.Contains(screen.String(), "Watching ") {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Errorf("nobody watches the inbox: %s", screen)
}

// TestServeOnTheNetworkIsOverTLS: with a certificate that it made, whose
// fingerprint is printed; without TLS it does not answer.
func TestServeOnTheNetworkIsOverTLS(t *testing.T) {
	address, screen := served(t, "--addr", "127.0.0.1:0", "--network", "--no-watch")
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true, MaxVersion: tls.VersionTLS12}}}
	if status, body := fetch(t, client, address+"/login"); status != http.StatusOK || !strings.Contains(body, "Sign in") {
		t.Errorf("over TLS: status %d\n%s", status, body)
	}
	if !regexp.MustCompile(`fingerprint is\n  ([0-9A-F]{2}:){31}`).MatchString(screen.String()) {
		t.Errorf("no fingerprint in %s", screen)
	}
	old := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true, MaxVersion: tls.VersionTLS11}}}
	if w, err := old.Get(address + "/login"); err == nil {
		w.Body.Close()
		t.Error("TLS 1.1 is answered")
	}
	if status, body := fetch(t, http.DefaultClient, "http"+strings.TrimPrefix(address, "https")+"/login"); status == http.StatusOK {
		t.Errorf("without TLS: status %d\n%s", status, body)
	}
}
