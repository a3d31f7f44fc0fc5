package fold_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"milepost/ingest/fold"
	"milepost/record"
)

// day reads a day and fails the test where it is none.
func day(t interface{ Fatalf(string, ...any) }, text string) record.Date {
	d, err := record.ParseDate(text)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return d
}

func at(row int) record.Source { return record.Source{File: "a.csv", Row: row} }

func ratio(ok, of int) record.Score { return record.Score{Form: record.Ratio, OK: ok, Of: of} }

func bare(n float64) record.Score { return record.Score{Form: record.Number, Number: n} }

func version[T any](order int, r T) record.Version[T] {
	return record.Version[T]{Order: order, Mapping: "m", Day: record.Date{Year: 2026, Month: 1, Day: order}, Record: r}
}

func card[T any](order int, r T) record.Version[T] {
	return record.Version[T]{Order: order, Card: true, Record: r}
}

// goal is goal G-1 with one unnamed objective of the kind.
func goal(kind record.Kind) record.Goal {
	return record.Goal{
		ID: "G-1", Client: "R-1", Title: "Scissors 1", Text: "Ana will cut.",
		Objectives: []record.Objective{{Measure: record.Measure{Kind: kind}}}, Source: at(1),
	}
}

func point(key string, d record.Date, s record.Score) record.DataPoint {
	return record.DataPoint{
		Key: record.Key(key), Client: "R-1", GoalKeys: []record.Key{record.GoalByID("G-1")},
		Day: d, Score: s, Source: at(d.Day),
	}
}

func codes(problems []record.Problem) string {
	var out []string
	for _, p := range problems {
		out = append(out, p.Code)
	}
	return strings.Join(out, " ")
}

func TestLaterVersionSupersedesFieldByField(t *testing.T) {
	early := record.Session{Key: "s1", Day: day(t, "2026-03-02"), Minutes: 45, Status: record.Attended, List: record.AppointmentList, Source: at(2)}
	late := record.Session{Key: "s1", Minutes: 30, Source: record.Source{File: "b.csv", Row: 9}}
	same := record.Session{Key: "s1", Minutes: 30, Source: record.Source{File: "c.csv", Row: 9}}
	got := fold.Client(record.Versions{
		Sessions: []record.Version[record.Session]{version(1, early), version(2, late), version(3, same)},
	}, fold.Options{})
	want := early
	want.Minutes, want.Source = 30, late.Source
	if !reflect.DeepEqual(got.Sessions, []record.Session{want}) {
		t.Errorf("got %+v, want the later minutes, the earlier status and the source of the change: %+v", got.Sessions, want)
	}
}

func TestMissingScoreErasesNothing(t *testing.T) {
	d := day(t, "2026-03-02")
	got := fold.Client(record.Versions{
		Goals: []record.Version[record.Goal]{version(1, goal(record.Trials))},
		DataPoints: []record.Version[record.DataPoint]{
			version(1, point("p", d, ratio(4, 5))),
			version(2, point("p", d, record.Score{Text: "n/a"})),
		},
	}, fold.Options{})
	if len(got.DataPoints) != 1 || got.DataPoints[0].Score != ratio(4, 5) {
		t.Errorf("got %+v, want the score 4/5", got.DataPoints)
	}
}

func TestCardCountsLast(t *testing.T) {
	said := record.Goal{
		Keys: []record.Key{record.GoalByID("scissors 1"), record.GoalByTitle("scissors  1")}, PlainName: map[string]string{"en": "cut a line"},
		Objectives: []record.Objective{{Measure: record.Measure{Better: record.Up}, Target: ratio(4, 5)}},
	}
	export := goal(record.Trials)
	export.Objectives[0].Target = ratio(3, 5)
	got := fold.Client(record.Versions{
		Clients: []record.Version[record.Client]{
			card(1, record.Client{ID: "R-1", Preferred: "Linh"}), version(2, record.Client{ID: "R-1", Preferred: "L", FirstName: "Linh An"}),
		},
		Goals: []record.Version[record.Goal]{card(1, said), version(2, export)},
	}, fold.Options{})
	if len(got.Problems) > 0 || len(got.Goals) != 1 || len(got.Goals[0].Objectives) != 1 {
		t.Fatalf("got %+v, want one goal with one objective", got)
	}
	o := got.Goals[0].Objectives[0]
	if o.Target != ratio(4, 5) || o.Measure.Kind != record.Trials || o.Measure.Better != record.Up || o.ID != "G-1" {
		t.Errorf("got objective %+v, want the card's target and direction, the export's kind, the goal's id", o)
	}
	if got.Client.Preferred != "Linh" || got.Client.FirstName != "Linh An" || got.Goals[0].PlainName["en"] != "cut a line" {
		t.Errorf("got client %+v, goal %+v, want the card's names", got.Client, got.Goals[0])
	}
}

func TestWithdrawalTakesBackUntilToldAgain(t *testing.T) {
	d := day(t, "2026-03-02")
	raw := record.Versions{
		Goals:       []record.Version[record.Goal]{version(1, goal(record.Trials))},
		DataPoints:  []record.Version[record.DataPoint]{version(1, point("p", d, ratio(4, 5)))},
		Withdrawals: []record.Version[record.Withdrawal]{version(2, record.Withdrawal{Kind: "data point", Key: "p"})},
	}
	if got := fold.Client(raw, fold.Options{}); len(got.DataPoints) != 0 {
		t.Errorf("got %+v, want the point withdrawn", got.DataPoints)
	}
	raw.DataPoints = append(raw.DataPoints, version(3, point("p", d, ratio(5, 5))))
	got := fold.Client(raw, fold.Options{})
	if len(got.DataPoints) != 1 || got.DataPoints[0].Score != ratio(5, 5) {
		t.Errorf("got %+v, want the point told again", got.DataPoints)
	}
}

func TestResultsFindTheirObjective(t *testing.T) {
	two := record.Goal{ID: "G-2", Objectives: []record.Objective{{ID: "1", Text: "Snips."}, {ID: "2", Text: "Cuts."}}}
	three := record.Goal{ID: "G-3", Objectives: []record.Objective{{ID: "1", Text: "Hops."}}}
	old := record.Goal{ID: "G-8", Title: "Write", Start: day(t, "2025-01-01"), End: day(t, "2025-12-31")}
	young := record.Goal{ID: "G-9", Title: "Write", Start: day(t, "2026-01-01")}
	coded := record.Goal{ID: "G-5", Objectives: []record.Objective{{ID: "t", Keys: []record.Key{record.GoalByCode("s", "c")}}}}
	byID, byTitle, byCode := record.GoalByID, record.GoalByTitle, record.GoalByCode
	tests := []struct {
		name  string
		keys  []record.Key
		loose bool
		day   string
		want  record.ID
		code  string // of the problem
		rule  string // under which it is counted
	}{
		{"a goal without objectives gets one that repeats it", []record.Key{byID("G-1")}, false, "2026-02-01", "G-1", "", ""},
		{"a title finds the goal", []record.Key{byID("Scissors 1"), byTitle("SCISSORS  1")}, false, "2026-02-01", "G-1", "", ""},
		{"the same objective id in two goals needs the goal", []record.Key{byID("1"), byID("G-2")}, false, "2026-02-01", "G-2.1", "", ""},
		{"goal first, objective second", []record.Key{byID("G-2"), byID("2")}, false, "2026-02-01", "2", "", ""},
		{"the same objective id in two goals alone", []record.Key{byID("1")}, false, "2026-02-01", "", "point.many-goals", ""},
		{"the effective dates choose between namesakes", []record.Key{byTitle("Write")}, false, "2025-02-01", "G-8", "", ""},
		{"the effective dates choose the newer one", []record.Key{byTitle("Write")}, false, "2026-02-01", "G-9", "", ""},
		{"an unknown goal is a problem", []record.Key{byID("G-77")}, false, "2026-02-01", "", "point.no-goal", ""},
		{"a loose result without a goal is counted", []record.Key{byCode("s", "d")}, true, "2026-02-01", "", "", fold.UnusedLoose},
		{"a loose result finds a goal by its code", []record.Key{byCode("s", "c")}, true, "2026-02-01", "t", "", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := record.DataPoint{Key: "p", GoalKeys: test.keys, Loose: test.loose, Day: day(t, test.day), Score: ratio(1, 2)}
			got := fold.Client(record.Versions{
				Goals: []record.Version[record.Goal]{
					version(1, goal("")), version(1, two), version(1, three), version(1, old), version(1, young), version(1, coded),
				},
				DataPoints: []record.Version[record.DataPoint]{version(1, p)},
			}, fold.Options{})
			var found record.ID
			if len(got.DataPoints) == 1 {
				found = got.DataPoints[0].Objective
			}
			if found != test.want || codes(got.Problems) != test.code || test.rule != "" && got.Unused[test.rule] != 1 {
				t.Errorf("got objective %q, problems %q, unused %v; want %q, %q, %q", found, codes(got.Problems), got.Unused, test.want, test.code, test.rule)
			}
		})
	}
}

func TestImpossibleDaysAreRefused(t *testing.T) {
	client := record.Client{ID: "R-1", BirthDate: day(t, "2020-05-11"), Discharged: day(t, "2026-06-30")}
	tests := []struct{ name, day, status, code string }{
		{"before birth", "2020-05-10", record.Attended, "day.before-birth"},
		{"on the day of birth", "2020-05-11", record.Attended, ""},
		{"on the day of discharge", "2026-06-30", record.Attended, ""},
		{"after discharge", "2026-07-01", record.Attended, "day.after-discharge"},
		{"today", "2026-05-01", record.Attended, ""},
		{"in the future", "2026-05-02", record.Attended, "day.future"},
		{"planned for the future", "2026-05-02", record.Scheduled, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			opt := fold.Options{}
			if strings.Contains(test.name, "future") || test.name == "today" {
				opt.Today = day(t, "2026-05-01")
			}
			s := record.Session{Key: "s", Day: day(t, test.day), Status: test.status, Source: at(7)}
			got := fold.Client(record.Versions{
				Clients:  []record.Version[record.Client]{version(1, client)},
				Sessions: []record.Version[record.Session]{version(1, s)},
			}, opt)
			if codes(got.Problems) != test.code || len(got.Sessions) != 1-len(got.Problems) {
				t.Errorf("day %s: got problems %v, sessions %v, want code %q", test.day, got.Problems, got.Sessions, test.code)
			}
			if len(got.Problems) == 1 && (got.Problems[0].Row != 7 || got.Problems[0].Found != test.day || got.Problems[0].Next.IsZero()) {
				t.Errorf("got problem %+v, want its row, what was found and what to do", got.Problems[0])
			}
		})
	}
}

func TestScoresAreHeldAgainstTheMeasure(t *testing.T) {
	percent := func(n float64) record.Score { return record.Score{Form: record.PercentForm, Number: n} }
	step := func(n float64) record.Score { return record.Score{Form: record.StepForm, Number: n} }
	rubric := record.Measure{Kind: record.Rubric, Steps: []record.Step{{Value: 0, Words: "no"}, {Value: 1, Words: "yes"}}}
	tests := []struct {
		name    string
		measure record.Measure
		scores  []record.Score
		want    []record.Score
	}{
		{"six of five trials", record.Measure{Kind: record.Trials}, []record.Score{ratio(6, 5), ratio(4, 5)}, []record.Score{ratio(4, 5)}},
		{"percent over 100", record.Measure{Kind: record.Percent}, []record.Score{percent(130), percent(100)}, []record.Score{percent(100)}},
		{"shares and hundreds mixed", record.Measure{Kind: record.Percent}, []record.Score{bare(0.8), bare(80), percent(70)}, []record.Score{percent(70)}},
		{"shares only", record.Measure{Kind: record.Percent}, []record.Score{bare(0.07), bare(1)}, []record.Score{percent(7), percent(100)}},
		{"hundreds only", record.Measure{Kind: record.Percent}, []record.Score{bare(1), bare(55)}, []record.Score{percent(1), percent(55)}},
		{"ones only", record.Measure{Kind: record.Percent}, []record.Score{bare(1), bare(0)}, []record.Score{percent(0)}},
		{"outside goal attainment scaling", record.Measure{Kind: record.GAS}, []record.Score{step(3), step(-2), step(0.5)}, []record.Score{step(-2)}},
		{"no step of the rubric", rubric, []record.Score{step(2), step(1)}, []record.Score{step(1)}},
		{"a missing score is kept", record.Measure{Kind: record.Percent}, []record.Score{{}}, []record.Score{{}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			g := goal("")
			g.Objectives[0].Measure = test.measure
			raw := record.Versions{Goals: []record.Version[record.Goal]{version(1, g)}}
			for i, s := range test.scores {
				p := point("p"+string(rune('a'+i)), day(t, "2026-03-02").AddDays(i), s)
				raw.DataPoints = append(raw.DataPoints, version(1, p))
			}
			got := fold.Client(raw, fold.Options{})
			var scores []record.Score
			for _, p := range got.DataPoints {
				if p.Refused != (p.Score.IsMissing() && p.Score.Text != "") {
					t.Errorf("refused: %t, with the score %+v", p.Refused, p.Score)
				}
				if !p.Refused {
					scores = append(scores, p.Score)
				}
			}
			if !slices.Equal(scores, test.want) {
				t.Errorf("scores %v: got %v, want %v; problems %v", test.scores, scores, test.want, got.Problems)
			}
			if len(got.Problems) != len(test.scores)-len(test.want) {
				t.Errorf("got problems %v, want one for each refused score", got.Problems)
			}
		})
	}
}

func TestRefusedTargetIsNoTarget(t *testing.T) {
	g := goal(record.Trials)
	g.Objectives[0].Target = ratio(6, 5)
	g.Told = map[string]record.Source{"goal.target": {File: "a.csv", Row: 1, Column: "Target"}}
	got := fold.Client(record.Versions{Goals: []record.Version[record.Goal]{version(1, g)}}, fold.Options{})
	if !got.Goals[0].Objectives[0].Target.IsMissing() || len(got.Problems) != 1 || got.Problems[0].Column != "Target" {
		t.Errorf("got %+v, want no target and a problem in column Target", got)
	}
}

func TestOneIDOfTwoNamesIsAsked(t *testing.T) {
	born := day(t, "2019-02-03")
	first := record.Client{ID: "R-1", FirstName: "Ana", LastName: "Cruz", BirthDate: born, Source: at(2)}
	named := func(first, last string, born record.Date) record.Client {
		return record.Client{FirstName: first, LastName: last, BirthDate: born}
	}
	tests := []struct {
		rule      string
		later     record.Client
		confirmed []string // on the card
		code      string
		want      string // first name, last name and birth date that count
	}{
		{"another name and birth date are another child", named("Ben", "Cruz", day(t, "2020-02-03")), nil, "row.other-child", "Ana Cruz 2019-02-03"},
		{"a new last name is asked about", named("Ana", "Diaz", born), nil, "row.other-child", "Ana Cruz 2019-02-03"},
		{"a new first name is asked about", named("Max", "Cruz", born), nil, "row.other-child", "Ana Cruz 2019-02-03"},
		{"a confirmed name counts", named("Max", "Cruz", born), []string{"Max Cruz"}, "", "Max Cruz 2019-02-03"},
		{"another confirmed name answers nothing", named("Max", "Cruz", born), []string{"Mia Cruz"}, "row.other-child", "Ana Cruz 2019-02-03"},
		{"a confirmed name is no other child's", named("Max", "Cruz", day(t, "2020-02-03")), []string{"Max Cruz"}, "row.other-child", "Ana Cruz 2019-02-03"},
		{"capitals, accents and initials are no new name", named("ANÁ M.", "Cruz", born), nil, "", "ANÁ M. Cruz 2019-02-03"},
		{"a corrected birth date", named("ana", "Cruz", day(t, "2019-03-02")), nil, "", "ana Cruz 2019-03-02"},
	}
	for _, test := range tests {
		t.Run(test.rule, func(t *testing.T) {
			test.later.ID = "R-1"
			got := fold.Client(record.Versions{Clients: []record.Version[record.Client]{
				version(1, first), version(2, test.later), card(3, record.Client{ID: "R-1", OtherNames: test.confirmed}),
			}}, fold.Options{})
			c := got.Client
			if said := c.FirstName + " " + c.LastName + " " + c.BirthDate.String(); codes(got.Problems) != test.code || said != test.want {
				t.Errorf("got %q, problems %v; want %q, %q", said, got.Problems, test.want, test.code)
			}
			for _, p := range got.Problems { // both names are shown, to tell whose the row is
				if !strings.Contains(p.String(), "Ana Cruz") || !strings.Contains(p.String(), test.later.LastName) {
					t.Errorf("problem %q does not show both names", p)
				}
			}
		})
	}
}

func TestAJoinedRecordFillsOnlyWhatIsNotKnown(t *testing.T) {
	own := record.Client{ID: "R-1", FirstName: "Ana", LastName: "Cruz", Caseload: "A", Source: at(2)}
	joined := record.Client{
		ID: "R-1", Was: "R-7", FirstName: "Anna", LastName: "Cruz-Diaz", BirthDate: day(t, "2019-02-03"), Caseload: "B", Source: at(9),
	}
	for _, versions := range [][]record.Version[record.Client]{
		{version(1, own), version(2, joined)}, {version(1, joined), version(2, own)},
	} {
		got := fold.Client(record.Versions{Clients: versions}, fold.Options{})
		c := got.Client
		if c.ID != "R-1" || wholeOf(c) != "Ana Cruz 2019-02-03 A" || c.Was != "" || len(got.Problems) > 0 {
			t.Errorf("got %+v, problems %v; want Ana Cruz with the birth date of the other record", c, got.Problems)
		}
	}
}

func wholeOf(c record.Client) string {
	return strings.Join([]string{c.FirstName, c.LastName, c.BirthDate.String(), c.Caseload}, " ")
}

func TestACompleteExportTakesBackWhatItLacks(t *testing.T) {
	session := func(key string) record.Session {
		return record.Session{Key: record.Key(key), Day: day(t, "2026-03-0"+key[1:]), Status: record.Attended, Source: at(2)}
	}
	for _, test := range []struct {
		rule    string
		exports []record.Export
		want    []string
	}{
		{"a row that a later export lacks stays", nil, []string{"s1", "s2", "s3"}},
		{"a complete export takes it back", []record.Export{{Order: 1, Mapping: "m", Day: day(t, "2026-01-01")}, {Order: 2, Mapping: "m", Complete: true, Day: day(t, "2026-01-02")}}, []string{"s2", "s3"}},
		{"a later export that tells it again brings it back", []record.Export{{Order: 1, Mapping: "m", Complete: true, Day: day(t, "2026-01-01")}, {Order: 2, Mapping: "n", Complete: true, Day: day(t, "2026-01-02")}}, []string{"s1", "s2", "s3"}},
	} {
		t.Run(test.rule, func(t *testing.T) {
			got := fold.Client(record.Versions{
				Sessions: []record.Version[record.Session]{
					version(1, session("s1")), version(1, session("s2")), version(2, session("s2")), version(3, session("s3")),
				},
				Exports: test.exports,
			}, fold.Options{})
			var keys []string
			for _, s := range got.Sessions {
				keys = append(keys, string(s.Key))
			}
			if !slices.Equal(keys, test.want) {
				t.Errorf("got %v, want %v", keys, test.want)
			}
		})
	}
}

// someVersions draws an import of one client with a few goals, points and
// sessions, some of them with the same keys.
func someVersions(t *rapid.T, orders int) record.Versions {
	var raw record.Versions
	days := rapid.IntRange(0, 20)
	start := day(t, "2026-01-05")
	for order := 1; order <= orders; order++ {
		for i := range rapid.IntRange(0, 3).Draw(t, "goals") {
			g := goal(rapid.SampledFrom([]record.Kind{"", record.Trials, record.Percent}).Draw(t, "kind"))
			g.ID = record.ID([]string{"", "G-1", "G-2"}[i])
			g.Title = []string{"Scissors 1", "", "Write"}[i]
			raw.Goals = append(raw.Goals, version(order, g))
		}
		seen := map[record.Key]bool{}
		for range rapid.IntRange(0, 8).Draw(t, "points") {
			p := point(rapid.SampledFrom([]string{"a", "b", "c", "d", "e"}).Draw(t, "key"), start.AddDays(days.Draw(t, "day")),
				rapid.SampledFrom([]record.Score{{}, ratio(1, 5), ratio(6, 5), bare(0.5), bare(80)}).Draw(t, "score"))
			p.GoalKeys = []record.Key{rapid.SampledFrom([]record.Key{
				record.GoalByID("G-1"), record.GoalByTitle("Write"), record.GoalByID("none"),
			}).Draw(t, "goal")}
			if !seen[p.Key] {
				raw.DataPoints = append(raw.DataPoints, version(order, p))
				raw.Sessions = append(raw.Sessions, version(order, record.Session{Key: p.Key, Day: p.Day, Source: p.Source}))
			}
			seen[p.Key] = true
		}
	}
	return raw
}

func TestOrderOfRowsDecidesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := someVersions(t, rapid.IntRange(1, 3).Draw(t, "imports"))
		want := fold.Client(raw, fold.Options{})
		shuffled := record.Versions{
			Goals:      rapid.Permutation(raw.Goals).Draw(t, "goals"),
			DataPoints: rapid.Permutation(raw.DataPoints).Draw(t, "points"),
			Sessions:   rapid.Permutation(raw.Sessions).Draw(t, "sessions"),
		}
		if got := fold.Client(shuffled, fold.Options{}); !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v\nwant %+v", got, want)
		}
	})
}

func TestSameImportTwiceChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := someVersions(t, 1)
		want := fold.Client(raw, fold.Options{})
		again := raw
		for _, v := range raw.Goals {
			again.Goals = append(again.Goals, version(2, v.Record))
		}
		for _, v := range raw.DataPoints {
			v.Record.Source.File = "again.csv"
			again.DataPoints = append(again.DataPoints, version(2, v.Record))
		}
		for _, v := range raw.Sessions {
			again.Sessions = append(again.Sessions, version(2, v.Record))
		}
		got := fold.Client(again, fold.Options{})
		got.Rows, want.Rows = fold.VisitRows{}, fold.VisitRows{}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v\nwant %+v", got, want)
		}
	})
}

func TestSessionsOfTwoExportsAreJoined(t *testing.T) {
	session := func(id record.ID, start, discipline string) record.Version[record.Session] {
		key := record.KeyOf("session", "C-1", "2026-08-10", start)
		if id != "" {
			key = record.KeyOf("session", string(id))
		}
		return record.Version[record.Session]{Order: 1, Record: record.Session{
			Key: key, ID: id, Client: "C-1", ClientKey: record.ClientByID("C-1"), Status: record.Attended,
			Day: record.Date{Year: 2026, Month: 8, Day: 10}, Start: start, Discipline: discipline,
		}}
	}
	for _, c := range []struct {
		rule string
		a, b record.Version[record.Session]
		want int
	}{
		{"one by id, one by day and start", session("V-1", "15:00", "OT"), session("", "15:00", ""), 1},
		{"another start is another session", session("V-1", "15:00", "OT"), session("", "16:00", "OT"), 2},
		{"another discipline is another session", session("V-1", "15:00", "OT"), session("", "15:00", "PT"), 2},
		{"two ids at one time are one visit", session("V-1", "15:00", "OT"), session("V-2", "15:00", "OT"), 1},
		{"two ids at two times are two", session("V-1", "15:00", "OT"), session("V-2", "16:00", "OT"), 2},
		{"without a start they are one", session("V-1", "", "OT"), session("", "", "OT"), 1},
	} {
		got := fold.Client(record.Versions{
			Clients:  []record.Version[record.Client]{{Order: 1, Record: record.Client{ID: "C-1"}}},
			Sessions: []record.Version[record.Session]{c.a, c.b},
		}, fold.Options{})
		if len(got.Sessions) != c.want {
			t.Errorf("%s: %d sessions, want %d", c.rule, len(got.Sessions), c.want)
		}
	}
}

func TestCardNamesOneOfSeveralObjectives(t *testing.T) {
	exported := goal(record.Trials)
	exported.Objectives = []record.Objective{{ID: "a", Text: "Cuts a line."}, {ID: "b", Text: "Cuts a curve."}}
	told := record.Goal{
		Client: "R-1", Keys: []record.Key{record.GoalByID("G-1")}, Source: at(2),
		Objectives: []record.Objective{{ID: "b", PlainName: map[string]string{"en": "cut along a curve"}}},
	}
	folded := fold.Client(record.Versions{
		Goals: []record.Version[record.Goal]{version(1, exported), card(2, told)},
	}, fold.Options{})
	if got := folded.Goals[0].Objectives; len(got[0].PlainName) != 0 || got[1].PlainName["en"] != "cut along a curve" {
		t.Errorf("got objectives %+v, want a plain name for b only; problems %v", got, folded.Problems)
	}
}
