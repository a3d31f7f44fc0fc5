package check

import (
	"cmp"
	"hash/fnv"
	"math"
	"regexp"
	"slices"
	"strings"

	"milepost/record"
)

// Report is the prose of one draft, as it is compared with others.
type Report struct {
	ID     string // of the draft
	Client record.ID

	sentences []masked
	shingles  []uint64 // sorted, each once
	signature []uint64
}

type masked struct {
	line  int
	text  string
	plain string // names and numbers masked
}

// CloneOver is how like two whole reports for an audience may be before both
// are shown: the share of their runs of 5 words that they have in common, 0-1.
// Schools and payers are told of levels in set sentences, numbers masked, so
// their reports share more.
//
// Source: measured on the samples (ADR 71): over the most alike pair that is no
// copy.
func CloneOver(audience string) float64 {
	switch audience {
	case "school":
		return 0.7
	case "payer":
		return 0.95
	}
	return 0.5
}

const (
	// leastRuns is how many runs a report needs to be compared: a letter that
	// says only that there are no new numbers is the same for every child.
	leastRuns = 40
	// shingle is how many words a run has.
	shingle = 5
	// bands and rows of the signature: two reports that share 40 % or more of
	// their runs are compared with a chance of 1-(1-0.4^3)^32 = 88 %, those that
	// share 50 % with 98.6 %, 60 % with 99.9 %; of those that share 10 %, 3 %.
	//
	// Source: Broder (1997), On the resemblance and containment of documents;
	// banding: Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, 3.4.
	bands = 32
	rows  = 3
)

var anyNumber = regexp.MustCompile(`\d+(?:[.,]\d+)*%?`)

// markedName stands for names and pronouns.
const markedName = "name"

// Prose takes from a draft what is compared: its sentences, with names,
// pronouns, numbers and months masked. Tables, marks, figures, quotations and
// the lines that each report of the clinic has are left out.
func (w *Words) Prose(d Draft) Report { return w.learn(d).report() }

func (k *knowledge) report() Report {
	r := Report{ID: k.in.Key.ID(), Client: k.in.Client.ID}
	for _, ln := range k.lines {
		if !ln.prose() || ln.fixed {
			continue
		}
		r.sentences = append(r.sentences, masked{ln.n, ln.text, k.mask(ln.text)})
	}
	seen := map[uint64]bool{}
	for _, s := range r.sentences {
		for _, run := range runs(s.plain) {
			seen[run] = true
		}
	}
	for run := range seen {
		r.shingles = append(r.shingles, run)
	}
	slices.Sort(r.shingles)
	r.signature = signatureOf(r.shingles)
	return r
}

// mask takes out what belongs to one child: name, pronouns, goals, numbers, days.
func (k *knowledge) mask(text string) string {
	s := k.sentence(line{}, text, anyRole)
	text = strings.ToLower(s.text)
	c := k.in.Client
	for _, name := range []string{c.CalledName(), c.FirstName, c.LastName, k.in.Therapist.Name} {
		if name != "" {
			text = replaceFold(text, strings.ToLower(name), markedName)
		}
	}
	words := proseWord.FindAllString(anyNumber.ReplaceAllString(text, "0"), -1)
	for i, word := range words {
		for set := range k.w.pronouns {
			if slices.Contains(k.w.file.Pronouns[set], word) {
				words[i] = markedName
			}
		}
		words[i] = strings.TrimSuffix(words[i], "'s")
	}
	return strings.Join(words, " ")
}

// runs are the hashes of all runs of 5 words of a sentence; one that is shorter
// is a run as a whole.
func runs(text string) []uint64 {
	words := strings.Fields(text)
	if len(words) == 0 {
		return nil
	}
	n := min(shingle, len(words))
	var out []uint64
	for i := 0; i+n <= len(words); i++ {
		h := fnv.New64a()
		_, _ = h.Write([]byte(strings.Join(words[i:i+n], " "))) // it never fails
		out = append(out, h.Sum64())
	}
	return out
}

// signatureOf are the least values of 96 hashes of the runs (MinHash).
func signatureOf(runs []uint64) []uint64 {
	sig := make([]uint64, bands*rows)
	for i := range sig {
		sig[i] = math.MaxUint64
		salt := mix(uint64(i) + 1)
		for _, run := range runs {
			sig[i] = min(sig[i], mix(run^salt))
		}
	}
	return sig
}

// mix spreads the bits of a number (the last step of SplitMix64).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// Long reports whether the report has enough prose to be compared.
func (r Report) Long() bool { return len(r.shingles) >= leastRuns }

// Likeness is the share of runs of words that two reports have in common, 0 to
// 1 (Jaccard).
func Likeness(a, b Report) float64 {
	if len(a.shingles) == 0 || len(b.shingles) == 0 {
		return 0
	}
	same, i, j := 0, 0, 0
	for i < len(a.shingles) && j < len(b.shingles) {
		switch {
		case a.shingles[i] == b.shingles[j]:
			same++
			i++
			j++
		case a.shingles[i] < b.shingles[j]:
			i++
		default:
			j++
		}
	}
	return float64(same) / float64(len(a.shingles)+len(b.shingles)-same)
}

// Clone is two reports that are too like each other, with the longest passage
// that both have.
type Clone struct {
	A, B     Report
	Likeness float64
	Passages []Passage // at most 3, the longest first
}

// Passage is the same sentence in two reports, as each has it.
type Passage struct {
	LineA, LineB int
	TextA, TextB string
}

// mostPassages is how many passages of a pair are shown.
const mostPassages = 3

// Clones returns the pairs of reports of different clients that are over the
// threshold (CloneOver), most alike first. Only pairs whose signatures meet in
// a band are compared, so 2,000 reports are not 2 million comparisons.
func Clones(reports []Report, over float64) []Clone {
	var found []Clone
	for _, p := range candidates(reports) {
		a, b := reports[p[0]], reports[p[1]]
		if a.Client == b.Client {
			continue
		}
		if like := Likeness(a, b); like > over {
			found = append(found, Clone{a, b, like, passages(a, b)})
		}
	}
	slices.SortStableFunc(found, func(a, b Clone) int { return cmp.Compare(b.Likeness, a.Likeness) })
	return found
}

// Since compares a report with the child's last one.
func Since(now, last Report, over float64) (Clone, bool) {
	like := Likeness(now, last)
	return Clone{now, last, like, passages(now, last)}, like > over
}

// candidates are the pairs that share a band, each once, in order.
func candidates(reports []Report) [][2]int {
	seen := map[[2]int]bool{}
	for band := range bands {
		buckets := map[[rows]uint64][]int{}
		for i, r := range reports {
			if r.Long() {
				key := [rows]uint64(r.signature[band*rows : (band+1)*rows])
				buckets[key] = append(buckets[key], i)
			}
		}
		for _, list := range buckets {
			for i := range list {
				for j := i + 1; j < len(list); j++ {
					seen[[2]int{list[i], list[j]}] = true
				}
			}
		}
	}
	pairs := make([][2]int, 0, len(seen))
	for p := range seen {
		pairs = append(pairs, p)
	}
	slices.SortFunc(pairs, func(a, b [2]int) int { return cmp.Or(a[0]-b[0], a[1]-b[1]) })
	return pairs
}

// passages are the sentences that both reports have, the longest first.
func passages(a, b Report) []Passage {
	at := map[string]masked{}
	for _, s := range a.sentences {
		if _, known := at[s.plain]; !known {
			at[s.plain] = s
		}
	}
	var all []Passage
	taken := map[string]bool{}
	for _, s := range b.sentences {
		if one, ok := at[s.plain]; ok && !taken[s.plain] {
			taken[s.plain] = true
			all = append(all, Passage{one.line, s.line, one.text, s.text})
		}
	}
	slices.SortStableFunc(all, func(a, b Passage) int { return cmp.Compare(len(b.TextA), len(a.TextA)) })
	return all[:min(len(all), mostPassages)]
}

// MeanLikeness is the mean over all pairs of different clients, for the figure
// that the documents give; it compares every pair.
func MeanLikeness(reports []Report) (mean, most float64) {
	n := 0
	for i := range reports {
		for j := i + 1; j < len(reports); j++ {
			if a, b := reports[i], reports[j]; a.Client != b.Client && a.Long() && b.Long() {
				like := Likeness(reports[i], reports[j])
				mean += like
				most = max(most, like)
				n++
			}
		}
	}
	return mean / float64(max(1, n)), most
}
