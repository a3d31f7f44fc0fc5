package watch_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"os/signal"
	"time"

	"milepost/ingest/watch"
)

// An inbox on a share is polled, with the reason given; goals and sessions of
// one date go in together, and drafts are made once all of them are in.
func ExampleRun() {
	together, err := watch.NewSet(`(?i)^(?P<part>goals|sessions)[-_ ](?P<set>\d{4}-\d\d-\d\d)`,
		[]string{"goals", "sessions"}, 15*time.Minute)
	if err != nil {
		log.Fatal(err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	options := watch.Options{
		Dir:   "inbox",
		Rules: watch.Rules{Sets: []watch.Set{together}},
		Kind:  "SMB",
		After: func(context.Context) error { return nil }, // draft
	}
	ingest := func(_ context.Context, path string) error { return os.Remove(path) }
	say := func(l watch.Line) { fmt.Println(l) }
	if err := watch.Run(ctx, options, ingest, say); err != nil {
		log.Print(err)
	}
}

func ExampleTracker() {
	tracker := watch.NewTracker(watch.Rules{Settle: 5 * time.Second})
	nine := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	folder := []watch.Seen{{Name: "goals.csv", Size: 120, ModTime: nine, Regular: true}, {Name: "~$goals.xlsx", Regular: true}}
	for _, seconds := range []int{0, 3, 5, 60} {
		settled, _ := tracker.Look(nine.Add(time.Duration(seconds)*time.Second), folder)
		fmt.Println(seconds, settled)
	}
	// Output:
	// 0 []
	// 3 []
	// 5 [goals.csv]
	// 60 []
}
