package store_test

import (
	"database/sql"
	"errors"
	"reflect"
	"strings"
	"testing"

	"milepost/record"
	"milepost/store"
)

// packed is a store with a release and two packets that rest on it, the first
// of them sent.
func packed(t *testing.T) (*store.Store, string, record.Release) {
	t.Helper()
	s, path := signedStore(t)
	r, err := s.PutRelease(t.Context(), record.Release{
		Client: "C-1", To: "Lincoln School", What: []string{record.EverythingReleased}, Purpose: record.AnyPurpose,
		From: day(0), Until: day(365), SignedBy: "the mother", Right: "parent", At: at, By: "V-1",
	})
	must(t, err)
	for _, id := range []string{"p1", "p2"} {
		must(t, s.PutPacket(t.Context(), record.Packet{
			ID: id, Client: "C-1", Purpose: "iep-review", State: record.PacketReady, To: r.To, Release: r.N, At: at, By: "T-1",
			Manifest: `{"packet":"` + id + `"}`, Names: []string{"C-1/" + id}, Files: [][]byte{[]byte("%PDF " + id)},
		}))
	}
	must(t, s.DeliverPacket(t.Context(), "p1", record.Delivery{Client: "C-1", On: at, To: r.To, Purpose: "iep-review", How: "by post", By: "T-1"}))
	return s, path, r
}

func TestPacketsAndReleasesComeBack(t *testing.T) {
	s, _, r := packed(t)
	releases, err := s.Releases(t.Context(), "C-1")
	must(t, err)
	if len(releases) != 1 || !reflect.DeepEqual(releases[0], r) || r.N != 1 {
		t.Errorf("releases: got %+v, want %+v", releases, r)
	}
	packets, err := s.Packets(t.Context(), "C-1")
	must(t, err)
	if len(packets) != 2 || packets[0].State != record.PacketSent || packets[1].State != record.PacketReady || packets[1].Names[0] != "C-1/p2" || packets[1].Release != 1 {
		t.Errorf("packets: got %+v", packets)
	}
	files, err := s.PacketFiles(t.Context(), "p2")
	must(t, err)
	if len(files) != 1 || string(files[0]) != "%PDF p2" {
		t.Errorf("files: got %q", files)
	}
	deliveries, err := s.Deliveries(t.Context())
	must(t, err)
	if len(deliveries) != 2 || deliveries[1].N != 2 || deliveries[1].Document != "p1" || deliveries[1].To != "Lincoln School" {
		t.Errorf("deliveries: got %+v, want the document's and the packet's", deliveries)
	}
	must(t, s.SetAttachmentTexts(t.Context(), "C-1", map[string][]string{"abc": {"one", ""}}))
	texts, known, err := s.AttachmentTexts(t.Context(), "C-1", "abc")
	if err != nil || !known || !reflect.DeepEqual(texts, []string{"one", ""}) {
		t.Errorf("texts: got %q, %v, %v", texts, known, err)
	}
	if _, known, err := s.AttachmentTexts(t.Context(), "C-2", "abc"); err != nil || known {
		t.Errorf("a file of another client: got known %v, %v", known, err)
	}
}

func TestARevokedReleaseStopsWhatHasNotGoneOut(t *testing.T) {
	s, _, r := packed(t)
	r.RevokedOn, r.RevokedBy, r.Why = day(9), "V-1", "the mother called"
	stopped, err := s.Revoke(t.Context(), r, at)
	if err != nil || !reflect.DeepEqual(stopped, []string{"p2"}) {
		t.Errorf("stopped: got %v, %v, want p2 alone", stopped, err)
	}
	if err := s.DeliverPacket(t.Context(), "p2", record.Delivery{Client: "C-1", On: at, To: "x", Purpose: "y"}); !errors.Is(err, store.ErrUnknown) {
		t.Errorf("a stopped packet went out: %v", err)
	}
	if _, err := s.Revoke(t.Context(), r, at); !errors.Is(err, store.ErrUnknown) {
		t.Errorf("revoked twice: %v", err)
	}
	releases, err := s.Releases(t.Context(), "")
	must(t, err)
	if !reflect.DeepEqual(releases[0], r) {
		t.Errorf("got %+v, want the revocation in it: %+v", releases[0], r)
	}
	checked, err := s.CheckLog(t.Context())
	if err != nil || len(checked.Wrong) > 0 {
		t.Errorf("the log does not hold: %v, %v", checked.Wrong, err)
	}
}

func TestTheLogWitnessesReleasesAndPackets(t *testing.T) {
	for name, sqlText := range map[string]string{
		"a release was changed":  `UPDATE releases SET body = replace(body, 'parent', 'guardian')`,
		"a release was removed":  `DELETE FROM releases`,
		"a packet was changed":   `UPDATE packets SET manifest = '{}' WHERE id = 'p1'`,
		"a stop was taken back":  `UPDATE packets SET state = 'ready' WHERE id = 'p1'`,
		"a delivery was changed": `UPDATE packet_deliveries SET recipient = 'somebody'`,
	} {
		t.Run(name, func(t *testing.T) {
			s, path, _ := packed(t)
			must(t, s.Close())
			db, err := sql.Open("sqlite", path)
			must(t, err)
			_, err = db.Exec(sqlText)
			must(t, err)
			must(t, db.Close())
			s, err = store.Open(t.Context(), path)
			must(t, err)
			t.Cleanup(func() { s.Close() })
			checked, err := s.CheckLog(t.Context())
			if err != nil || len(checked.Wrong) == 0 {
				t.Errorf("not found: %v, %v", checked, err)
			}
			if strings.Contains(strings.Join(checked.Wrong, " "), "Lincoln") {
				t.Errorf("the verification names somebody: %v", checked.Wrong)
			}
		})
	}
}
