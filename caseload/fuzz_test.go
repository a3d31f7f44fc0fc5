package caseload_test

import (
	"archive/tar"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"

	"filippo.io/age"

	"milepost/caseload"
)

// sealed encrypts what a fuzzer made up, as whoever has a clinic's public key can.
func sealed(t testing.TB, key *age.X25519Identity, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := age.Encrypt(&b, key.Recipient())
	if err == nil {
		_, err = w.Write(data)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// opened decrypts a file of ours.
func opened(t testing.TB, key *age.X25519Identity, name string) []byte {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, err := age.Decrypt(f, key)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// tarOf packs files of these names.
func tarOf(t testing.TB, names ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, name := range names {
		if err := w.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: name, Mode: 0o600, Size: 2}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte("{}")); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func freshKey(t testing.TB) *age.X25519Identity {
	t.Helper()
	key, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// FuzzBackup restores and opens any bytes, encrypted for us or not: a folder is
// there when it succeeds and is not there when it does not, and nothing is
// written beside it.
func FuzzBackup(f *testing.F) {
	key := freshKey(f)
	f.Add(tarOf(f, "milepost.yaml", "../out", "/etc/x", "list.json"), true)
	f.Add(tarOf(f, "drafts/a/../../../x", "milepost.db"), true)
	f.Add([]byte("age-encryption.org/v1\n"), false)
	f.Fuzz(func(t *testing.T, data []byte, encrypted bool) {
		folder := t.TempDir()
		name := filepath.Join(folder, "b.age")
		file := data
		if encrypted {
			file = sealed(t, key, data)
		}
		if err := os.WriteFile(name, file, 0o600); err != nil {
			t.Fatal(err)
		}
		_, _ = caseload.CheckBackup(name, key)
		for to, open := range map[string]func(dir string) error{
			"restored": func(dir string) error {
				_, err := caseload.Restore(t.Context(), now(), name, dir, practiceOptions(), key)
				return err
			},
			"opened": func(dir string) error { _, err := caseload.OpenHandover(name, dir, key); return err },
		} {
			dir := filepath.Join(folder, to)
			err := open(dir)
			if _, there := os.Stat(dir); (err == nil) != (there == nil) {
				t.Errorf("%s: %v, and the folder: %v", to, err, there)
			}
			if err := os.RemoveAll(dir); err != nil {
				t.Fatal(err)
			}
		}
		left, err := os.ReadDir(folder)
		if err != nil || len(left) != 1 {
			t.Errorf("left behind: %v, %v", left, err)
		}
	})
}

// FuzzTakeBack gives the clinic any bytes as the work that comes back: they are
// read and held against what went out, and nothing changes by that.
func FuzzTakeBack(f *testing.F) {
	p := newPractice(f, 1, families)
	p.draft()
	key := freshKey(f)
	q, _ := p.away(key)
	q.edit(kid(0), "Said there.")
	file := filepath.Join(f.TempDir(), "back.age")
	_, err := q.HandBack(f.Context(), now(), q.user(), file, key.Recipient())
	p.must(err)
	whole := opened(f, key, file)
	f.Add(whole)
	for _, swap := range [][2]string{{`"by":"T-1"`, `"by":"T-9"`}, {`"entries":[`, `"entries":[null,`}, {`"hash":"`, `"hash":"0`}, {`"drafts":[`, `"drafts":[{},`}, {`"bodies":[`, `"bodies":[{},`}} {
		changed := bytes.Replace(whole, []byte(swap[0]), []byte(swap[1]), 1)
		if bytes.Equal(changed, whole) {
			f.Fatalf("the file has no %s", swap[0])
		}
		f.Add(changed)
	}
	f.Add([]byte(`{"origin":{"id":"x"},"entries":[{}]}`))
	before, err := p.LogOf(f.Context(), 0)
	p.must(err)
	f.Fuzz(func(t *testing.T, data []byte) {
		err := p.ComingBack(t.Context(), now(), bytes.NewReader(sealed(t, key, data)), key)
		after, failed := p.LogOf(t.Context(), 0)
		if failed != nil || len(after) != len(before) {
			t.Errorf("%v, and the log has %d entries of %d, %v", err, len(after), len(before), failed)
		}
	})
}
