package web_test

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"milepost/caseload"
	"milepost/record"
	"milepost/web"
)

// The full run: go test -run TestManyAtOnce -people 50 -load 60s ./web.
var (
	people  = flag.Int("people", 4, "how many therapists work at once")
	loadFor = flag.Duration("load", time.Second, "how long they work")
)

// TestManyAtOnce lets therapists read and edit at once on one store: no error,
// and no edit that was shown as saved is lost.
func TestManyAtOnce(t *testing.T) {
	from := &few
	if *people > 6 {
		from = &whole
	}
	s := serveOn(t, from.copy(t), func(o *web.Options) { o.Now = time.Now })
	s.watch.now = time.Now()
	drafts := s.allDrafts()
	l := &load{site: s, drafts: drafts, saved: map[string]int{}}
	var all []*person
	for i := range *people {
		all = append(all, s.login([]record.ID{"T-1", "T-2", "L-1"}[i%3]))
	}
	end := time.Now().Add(*loadFor)
	var wg sync.WaitGroup
	for i, p := range all {
		wg.Go(func() {
			r := rand.New(rand.NewPCG(uint64(i), 7))
			for n := 0; time.Now().Before(end); n++ {
				l.work(p, r, fmt.Sprintf("Therapist %d wrote this at try %d.", i, n))
			}
		})
	}
	wg.Wait()
	l.check()
	slices.Sort(l.took)
	at := func(share float64) time.Duration {
		return l.took[int(share*float64(len(l.took)-1))].Round(time.Millisecond)
	}
	t.Logf("%d people for %s: %d requests, %d edits saved, %d met another's; median %s, 95 in 100 under %s, longest %s",
		*people, *loadFor, len(l.took), l.edits, l.clashes, at(0.5), at(0.95), at(1))
	if l.edits == 0 {
		t.Error("nobody saved anything")
	}
}

// load counts what people did.
type load struct {
	*site
	drafts  map[record.ID][]string
	mu      sync.Mutex
	took    []time.Duration
	edits   int
	clashes int
	saved   map[string]int // edits shown as saved, by draft
}

// allDrafts are the drafts that each therapist may see.
func (s *site) allDrafts() map[record.ID][]string {
	s.Helper()
	drafts := map[record.ID][]string{}
	s.do(func(c *caseload.Caseload) error {
		for _, id := range []record.ID{"T-1", "T-2", "L-1"} {
			u, err := c.Visitor(context.Background(), id)
			if err != nil {
				return err
			}
			board, err := c.Board(context.Background(), s.watch.Now(), u, caseload.NewBoardCache())
			if err != nil {
				return err
			}
			for _, card := range board.Cards {
				if card.Draft != "" {
					drafts[id] = append(drafts[id], card.Draft)
				}
			}
		}
		return nil
	})
	return drafts
}

func (l *load) timed(act func() answer) answer {
	start := time.Now()
	got := act()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.took = append(l.took, time.Since(start))
	return got
}

// work is what a therapist does: look at the caseload, open a draft, look at a
// sentence, change it.
func (l *load) work(p *person, r *rand.Rand, words string) {
	if got := l.timed(func() answer { return p.get("/?only=due") }); got.status != http.StatusOK {
		l.Errorf("the caseload: status %d", got.status)
	}
	list := l.drafts["T-1"]
	if strings.Contains(p.get("/me").body, "T-2") {
		list = l.drafts["T-2"]
	}
	draft := list[r.IntN(len(list))]
	if got := l.timed(func() answer { return p.get("/draft/" + draft) }); got.status != http.StatusOK {
		l.Errorf("a draft: status %d\n%s", got.status, got.body)
	}
	var sentences []caseload.PageUnit
	for _, u := range l.unitsOf(draft, "L-1") {
		if u.Kind == "sentence" {
			sentences = append(sentences, u)
		}
	}
	u := sentences[r.IntN(len(sentences))]
	if got := l.timed(func() answer { return p.get("/draft/" + draft + "?unit=" + u.Key) }); got.status != http.StatusOK {
		l.Errorf("evidence: status %d", got.status)
	}
	got := l.timed(func() answer {
		return p.post("/draft/"+draft+"/edit", "key", u.Key, "was", u.Text, "plain", "1", "words", words)
	})
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case got.status == http.StatusOK && strings.Contains(got.body, words):
		l.edits++
		l.saved[draft]++
	case got.status == http.StatusConflict || got.status == http.StatusOK: // another's words stand there by now
		l.clashes++
		if got.status == http.StatusOK {
			l.saved[draft]++
		}
	default:
		l.Errorf("an edit: status %d\n%s", got.status, got.body)
	}
}

// check compares what was shown as saved with the log, and verifies the log.
func (l *load) check() {
	l.Helper()
	l.do(func(c *caseload.Caseload) error {
		for draft, n := range l.saved {
			_, past, err := c.History(context.Background(), actor(c, 0), draft)
			if err != nil {
				return err
			}
			edited := 0
			for _, one := range past {
				if one.What == "edited" {
					edited++
				}
			}
			if edited != n {
				l.Errorf("draft %s: %d edits were shown as saved, and the log has %d", draft, n, edited)
			}
		}
		checked, err := c.VerifyLog(context.Background(), actor(c, 0))
		for _, wrong := range checked.Wrong {
			l.Error(wrong)
		}
		return err
	})
}

// serveEnv names the workspace that this program serves instead of testing.
const serveEnv = "MILEPOST_WEB_TEST_SERVES"

func TestMain(m *testing.M) {
	if dir := os.Getenv(serveEnv); dir != "" {
		if err := serveForever(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

// serveForever serves the workspace until it is killed.
func serveForever(dir string) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	page, err := web.New(web.Options{
		Workspace: &place{dir: dir, options: optionsAt(dir)}, Now: time.Now, Zone: time.UTC, Hosts: []string{listener.Addr().String()},
	})
	if err != nil {
		return err
	}
	fmt.Println("http://" + listener.Addr().String())
	return http.Serve(listener, page.Handler())
}

// TestKilledServerLosesNothingThatWasSaved kills the server while edits come
// in, again and again: what was shown as saved stands, and the record holds.
func TestKilledServerLosesNothingThatWasSaved(t *testing.T) {
	atLength(t)
	const rounds = 3
	p := few.copy(t)
	s := serveOn(t, p)
	draft := s.draftOf("R-0401")
	for round := range rounds {
		saved := s.editUntilKilled(draft, round, time.Duration(300+137*round)*time.Millisecond)
		if saved == "" {
			t.Fatalf("round %d: nothing was saved before the server was killed", round)
		}
		n := 0
		fmt.Sscanf(saved, fmt.Sprintf("Round %d, edit %%d.", round), &n)
		next := fmt.Sprintf("Round %d, edit %d.", round, n+1) // may have been kept without being shown
		if text := s.textOf(draft); !strings.Contains(text, saved) && !strings.Contains(text, next) {
			t.Errorf("round %d: %q was shown as saved and does not stand:\n%s", round, saved, text)
		}
	}
	s.do(func(c *caseload.Caseload) error {
		checked, err := c.VerifyLog(context.Background(), actor(c, 0))
		for _, wrong := range checked.Wrong {
			t.Error(wrong)
		}
		return err
	})
}

// editUntilKilled starts a server of its own, edits one sentence over and over,
// and kills the server after a while. It returns what was shown as saved last.
func (s *site) editUntilKilled(draft string, round int, after time.Duration) (saved string) {
	s.Helper()
	server := exec.Command(os.Args[0])
	server.Env = append(os.Environ(), serveEnv+"="+s.dir)
	out, err := server.StdoutPipe()
	if err != nil {
		s.Fatal(err)
	}
	if err := server.Start(); err != nil {
		s.Fatal(err)
	}
	url, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		s.Fatal(err)
	}
	other := &site{TB: s.TB, place: s.place, watch: s.watch, url: strings.TrimSpace(url)}
	p := other.login("T-1")
	key := s.unitsOf(draft, "L-1")
	i := slices.IndexFunc(key, func(u caseload.PageUnit) bool { return u.Kind == "sentence" })
	u := key[i]
	text := u.Text
	for n := 1; ; n++ {
		words := fmt.Sprintf("Round %d, edit %d.", round, n)
		ok, err := p.tryEdit(draft, u.Key, text, words)
		if err != nil {
			break
		}
		if ok && saved == "" {
			defer time.AfterFunc(after, func() { server.Process.Kill() }).Stop()
		}
		if !ok {
			s.Fatalf("edit %d was not saved", n)
		}
		saved, text = words, words
	}
	_ = server.Wait() // it was killed
	return saved
}

// tryEdit edits and reports whether the words were shown as saved; an error is
// the server's end.
func (p *person) tryEdit(draft, key, was, words string) (bool, error) {
	form := fmt.Sprintf("token=%s&key=%s&was=%s&plain=1&words=%s", p.token, key, strings.ReplaceAll(was, " ", "+"), strings.ReplaceAll(words, " ", "+"))
	r, err := http.NewRequest(http.MethodPost, p.url+"/draft/"+draft+"/edit", strings.NewReader(form))
	if err != nil {
		return false, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("HX-Request", "true")
	w, err := p.client.Do(r)
	if err != nil {
		return false, err
	}
	defer w.Body.Close()
	scanner := bufio.NewScanner(w.Body)
	scanner.Buffer(nil, 1<<22)
	shown := false
	for scanner.Scan() {
		shown = shown || strings.Contains(scanner.Text(), words)
	}
	return shown && w.StatusCode == http.StatusOK, scanner.Err()
}
