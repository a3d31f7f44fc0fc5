package card_test

import (
	"fmt"
	"testing"

	"milepost/ingest/card"
	"milepost/ingest/value"
)

// TestYesAndNoInSpanishOnCardsAndInLists: the words of exports are those of
// cards and workbooks.
func TestYesAndNoInSpanishOnCardsAndInLists(t *testing.T) {
	for word, want := range map[string]string{
		"yes": "yes", "sí": "yes", "si": "yes", "SÍ": "yes", "Sí.": "yes", "true": "yes", "x": "yes", "no": "no", "No": "no", "false": "no", "verdadero": "yes", "falso": "no",
		"maybe": "?", "3": "?", "n/a": "?",
	} {
		text := fmt.Sprintf("client: R-1\ncontacts: [{name: Ana Diaz, may_receive: %q}]\n", word)
		batch, problems, err := card.Read("R-1.yaml", []byte(text))
		if err != nil || len(batch.Clients) != 1 || len(batch.Clients[0].Contacts) != 1 {
			t.Fatalf("%q: %+v, error %v", word, batch, err)
		}
		got := "?"
		if len(problems) == 0 {
			got = map[bool]string{true: "yes", false: "no"}[batch.Clients[0].Contacts[0].MayReceive]
		}
		if got != want {
			t.Errorf("%q is %s, want %s (%v)", word, got, want, problems)
		}
	}
	for _, word := range []string{"yes", "sí", "Si", "de acuerdo", "ok", "x", "✔"} {
		list := goalList(t, "Linh will cut along a line in 4 of 5 trials.")
		changes, problems, err := card.ReadGoalList(fill(t, list, "Goals", map[string]any{"Target: yes, or change to": word}))
		if err != nil || len(problems) > 0 || len(changes) != 1 || !changes[0].Confirms {
			t.Errorf("%q: changes %+v, problems %v, error %v; want the proposal taken", word, changes, problems, err)
		}
	}
	for _, word := range []string{"no", "3", "4/5"} {
		if value.Agrees(word) {
			t.Errorf("%q agrees", word)
		}
	}
}

// TestOneTableOfYesAndNo: what says yes or no on a card says the same in an
// export and as a tick.
func TestOneTableOfYesAndNo(t *testing.T) {
	for _, word := range []string{"yes", "Y", "sí", "si", "S", "no", "N", "true", "FALSE", "verdadero", "falso", "x", "✓", "☐", "cierto"} {
		yes, known := value.SaysYesNo(word)
		inExport, is := value.YesNo(word)
		ticked, isTick := value.Ticked(word)
		if !known || !is || !isTick || yes != inExport || yes != ticked || yes != value.Agrees(word) {
			t.Errorf("%q: card %v %v, export %v %v, tick %v %v, agrees %v", word, yes, known, inExport, is, ticked, isTick, value.Agrees(word))
		}
	}
}
