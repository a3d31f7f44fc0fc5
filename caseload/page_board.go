package caseload

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"milepost/figure"
	"milepost/ingest/fold"
	"milepost/record"
	"milepost/report"
	"milepost/store"
)

// Card is how one client's report stands, as the caseload page shows it. It
// names the client: it is for a screen, not for a log.
type Card struct {
	Standing
	Name      string // "Linh T."
	Therapist record.Therapist
	DueIn     int     // days to Due; negative: overdue
	Trends    []Trend // of the goals, in the order of the draft
	Findings  int     // that nobody settled, beside questions, empty places and what waits
	Waiting   int     // findings of rows that wait; Needs tells them in words
	Questions int
	Marks     int
	Signed    string // instant of the newest signature on it, "" none
	Later     int    // sessions after the period: they wait for the next report

	client record.Client
}

// Ready reports whether nothing but a signature is missing.
func (c Card) Ready() bool {
	return c.Draft != "" && !record.State(c.State).IsSigned() && c.Findings+c.Waiting+c.Questions+c.Marks == 0
}

// Trend is a goal's course, small.
type Trend struct {
	Title  string
	Alt    string    // what the chart says, in words
	Values []float64 // from 0, the lowest, to 1
	Down   bool      // lower is better
}

// Board is a caseload as its page shows it.
type Board struct {
	Cards     []Card
	Caseloads []string // that are in sight, sorted
	Staff     []record.Therapist
	Inbox     int   // files that wait to be read
	Asked     []int // imports that wait for a yes, by number
	Today     record.Date
}

// BoardCache remembers what the board said of each client, so that it is worked
// out anew only where something changed. It is safe for concurrent use.
type BoardCache struct {
	fill  sync.Mutex // held by the one who works out what is missing
	mu    sync.Mutex
	cards map[record.ID]keptCard
}

type keptCard struct {
	stamp string
	card  Card
}

// NewBoardCache returns an empty one.
func NewBoardCache() *BoardCache { return &BoardCache{cards: map[record.ID]keptCard{}} }

func (b *BoardCache) get(id record.ID, stamp string) (Card, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	kept, ok := b.cards[id]
	return kept.card, ok && kept.stamp == stamp
}

func (b *BoardCache) put(id record.ID, stamp string, card Card) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.cards[id] = keptCard{stamp, card}
}

// Board returns how the report of every client whom the user may see stands,
// the first due first.
func (c *Caseload) Board(ctx context.Context, now time.Time, by Actor, cache *BoardCache) (Board, error) {
	b := Board{Today: c.today(now)}
	s, err := c.sightOf(ctx, by)
	if err != nil {
		return b, err
	}
	all, err := c.cards(ctx, now, cache)
	if err != nil {
		return b, err
	}
	for _, card := range all {
		if !s.sees(card.client, card.Therapist.ID) {
			continue
		}
		if !card.Due.IsZero() {
			card.DueIn = card.Due.DaysSince(b.Today)
		}
		b.Cards = append(b.Cards, card)
		b.Caseloads = append(b.Caseloads, card.Caseload)
		b.Staff = append(b.Staff, card.Therapist)
	}
	slices.Sort(b.Caseloads)
	b.Caseloads = slices.DeleteFunc(slices.Compact(b.Caseloads), func(name string) bool { return name == "" })
	slices.SortFunc(b.Staff, func(x, y record.Therapist) int { return strings.Compare(string(x.ID), string(y.ID)) })
	b.Staff = slices.CompactFunc(b.Staff, func(x, y record.Therapist) bool { return x.ID == y.ID })
	slices.SortStableFunc(b.Cards, firstDue)
	return b, c.boardInbox(ctx, &b)
}

// firstDue orders cards by their day; one that has none comes last.
func firstDue(x, y Card) int {
	if x.Due.IsZero() != y.Due.IsZero() {
		if x.Due.IsZero() {
			return 1
		}
		return -1
	}
	return x.Due.Compare(y.Due)
}

func (c *Caseload) boardInbox(ctx context.Context, b *Board) error {
	waiting, err := exportsIn(c.options.Inbox)
	if err != nil {
		return err
	}
	b.Inbox = len(waiting)
	imports, err := c.store.Imports(ctx)
	for _, imp := range imports {
		if imp.Asked == record.Waits {
			b.Asked = append(b.Asked, imp.Order)
		}
	}
	return err
}

// cards returns everyone's, from the cache where nothing changed.
func (c *Caseload) cards(ctx context.Context, now time.Time, cache *BoardCache) ([]Card, error) {
	ids, err := c.store.Clients(ctx)
	if err != nil {
		return nil, err
	}
	stamps, err := c.boardStamps(ctx, now)
	if err != nil {
		return nil, err
	}
	cards := make([]Card, 0, len(ids))
	for _, id := range ids {
		card, ok := cache.get(id, stamps[id])
		if !ok {
			if card, err = c.fillCard(ctx, now, id, stamps[id], cache); err != nil {
				return nil, err
			}
		}
		cards = append(cards, card)
	}
	return cards, nil
}

// fillCard works a card out, unless somebody else did meanwhile: of many who
// ask in the morning, one works and the others wait for her.
func (c *Caseload) fillCard(ctx context.Context, now time.Time, id record.ID, stamp string, cache *BoardCache) (Card, error) {
	cache.fill.Lock()
	defer cache.fill.Unlock()
	if card, ok := cache.get(id, stamp); ok {
		return card, nil
	}
	card := Card{client: record.Client{ID: id}, Name: string(id)}
	err := c.guard(id, "filling the caseload page", func() error { return c.card(ctx, now, id, &card) })
	if f := failureIn(err); f != nil {
		card.Standing, err = failedStanding(f), nil
		card.Caseload = card.client.Caseload
	}
	if err == nil {
		cache.put(id, stamp, card)
	}
	return card, err
}

// boardStamps returns for each client a text that changes with all that her
// card tells of.
func (c *Caseload) boardStamps(ctx context.Context, now time.Time) (map[record.ID]string, error) {
	stamps, err := c.store.Stamps(ctx)
	if err != nil {
		return nil, err
	}
	drafts, err := c.store.DraftHeads(ctx)
	if err != nil {
		return nil, err
	}
	states, err := c.store.DraftStamps(ctx)
	if err != nil {
		return nil, err
	}
	options, err := c.optionsText()
	if err != nil {
		return nil, err
	}
	left, err := c.lastDays(ctx, now)
	if err != nil {
		return nil, err
	}
	every := hashOf(options) + c.today(now).String() + fmt.Sprint(left)
	for id := range stamps {
		stamps[id] += every
	}
	for _, d := range drafts {
		stamps[d.Key.Client] += " " + d.ID + states[d.ID] + c.fileStamp(draftPath(d.Key)+".md")
	}
	return stamps, nil
}

// fileStamp changes when somebody saves the file.
func (c *Caseload) fileStamp(name string) string {
	info, err := c.root.Stat(name)
	if err != nil {
		return ""
	}
	return fmt.Sprint(info.Size(), info.ModTime().UnixNano())
}

// card works out one client's, first whose it is: that stands also where the
// program fails on the rest.
func (c *Caseload) card(ctx context.Context, now time.Time, id record.ID, card *Card) error {
	folded, err := c.fold(ctx, id, c.today(now))
	if err != nil {
		return err
	}
	left, err := c.lastDays(ctx, now)
	if err != nil {
		return err
	}
	*card = Card{client: folded.Client, Name: shortName(folded.Client), Therapist: c.signerNow(folded.Client, left)}
	if card.Standing, err = c.standingOf(ctx, folded, now); err != nil {
		return err
	}
	if card.Draft == "" {
		return nil
	}
	d, err := c.draftOf(ctx, card.Draft)
	if err != nil {
		return err
	}
	return c.readCard(ctx, now, card, d, &folded)
}

// readCard fills in what the draft's text says.
func (c *Caseload) readCard(ctx context.Context, now time.Time, card *Card, d store.DraftState, folded *fold.Result) error {
	s, err := c.textOf(ctx, d)
	if err != nil {
		return err
	}
	s.client, s.folded = card.client, folded
	card.Trends = trendsIn(s.markdown())
	signatures, err := c.store.Signatures(ctx, d.ID)
	if err != nil {
		return err
	}
	if len(signatures) > 0 {
		card.Signed = signatures[len(signatures)-1].At
	}
	if d.State.IsSigned() {
		return nil
	}
	open, err := c.openQuestions(ctx, d.ID)
	if err != nil {
		return err
	}
	found, err := c.findings(ctx, now, s, open)
	if err != nil {
		return err
	}
	for _, f := range found {
		switch {
		case f.Reason != "":
		case f.Code == report.FindingMark:
			card.Marks++
		case f.Code == report.FindingQuestion:
			card.Questions++
		case f.Code == report.FindingWaiting:
			card.Waiting++
		default:
			card.Findings++
		}
	}
	return nil
}

// shortName is a client's name as a list on a screen shows it, like "Linh T.".
func shortName(client record.Client) string {
	name := client.CalledName()
	if name == "" {
		return string(client.ID)
	}
	for _, r := range client.LastName {
		return name + " " + string(r) + "."
	}
	return name
}

// trendsIn reads the charts of a text as small trends.
func trendsIn(markdown string) []Trend {
	var list []Trend
	for _, u := range report.Units(markdown, nil) {
		if u.Kind != report.UnitChart {
			continue
		}
		if t, err := figure.Parse(u.Text); err == nil {
			list = append(list, small(t))
		}
	}
	return list
}

// small scales a trend to the room between its lowest and its highest value.
func small(t figure.Trend) Trend {
	out := Trend{Title: t.Title, Alt: t.Alt, Down: t.Better == "down"}
	var values []float64
	for _, p := range t.Points {
		if !p.Absent {
			values = append(values, p.Value)
		}
	}
	if len(values) == 0 {
		return out
	}
	low, high := slices.Min(values), slices.Max(values)
	for _, v := range values {
		at := 0.5
		if high > low {
			at = float64(v-low) / float64(high-low)
		}
		out.Values = append(out.Values, at)
	}
	return out
}
