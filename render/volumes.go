package render

import "fmt"

// Volume is one file of a packet.
type Volume struct {
	File   []byte
	Pages  int
	Places []Place // of the parts that it holds, in their order
}

// Place is where a part stands in a file.
type Place struct {
	Part  int // as the caller counts them, from 1
	First int // page, from 1
	Pages int
}

// Volumes makes a packet in as few files as the limit allows, in bytes; 0: one
// file. Each file has contents that list all parts, with the page or the file
// where each stands. A part that is larger than the limit by itself stands in a
// file of its own, and is a problem.
func Volumes(parts []Part, o Options, limit int) ([]Volume, []Problem, error) {
	whole, problems, err := onePacket(parts, o)
	if err != nil || limit <= 0 || len(whole.File) <= limit {
		return []Volume{whole}, problems, err
	}
	split, err := shareOut(parts, o, limit)
	if err != nil {
		return nil, problems, err
	}
	o.Words.fill()
	var volumes []Volume
	for n, in := range split {
		list, numbers := volumeOf(parts, split, n, o.Words)
		v, _, err := onePacket(list, volumeOptions(o, n, len(split)))
		if err != nil {
			return nil, problems, err
		}
		for i := range v.Places {
			v.Places[i].Part = numbers[v.Places[i].Part-1]
		}
		if len(v.File) > limit {
			problems = append(problems, Problem{
				Part: in[len(in)-1] + 1, Found: parts[in[len(in)-1]].Title,
				Wrong: fmt.Sprintf("file %d has %.1f MB, over the limit of %.1f MB, for this part alone: scan it again with fewer dots per inch, or give it apart",
					n+1, float64(len(v.File))/1e6, float64(limit)/1e6),
			})
		}
		volumes = append(volumes, v)
	}
	return volumes, problems, nil
}

// shareOut returns which parts, from 0, stand in which file: as many as fit, in
// their order. A part's size is what it takes beside what every file has.
func shareOut(parts []Part, o Options, limit int) ([][]int, error) {
	sizes, base, err := sizesOf(parts, o)
	if err != nil {
		return nil, err
	}
	var split [][]int
	used := 0
	for i := range parts {
		if parts[i].isContents() {
			continue
		}
		if len(split) == 0 || used+sizes[i] > limit {
			split, used = append(split, nil), base
		}
		split[len(split)-1] = append(split[len(split)-1], i)
		used += sizes[i]
	}
	return split, nil
}

// sizesOf returns about how many bytes each part takes, and how many every
// file has beside its parts: contents, letterhead, fonts.
func sizesOf(parts []Part, o Options) (sizes []int, base int, err error) {
	sizes = make([]int, len(parts))
	empty, _, err := onePacket([]Part{{Title: "-", Markdown: []byte("-\n")}, {}}, o)
	if err != nil {
		return nil, 0, err
	}
	// What is said of each part in the contents, in the tags and in the table of
	// objects.
	const perPart = 2000
	base = len(empty.File) + perPart*len(parts)
	for i := range parts {
		if parts[i].isContents() || parts[i].Elsewhere != "" {
			continue
		}
		alone, _, err := onePacket(parts[i:i+1], o)
		switch {
		case err == nil:
			sizes[i] = max(len(alone.File)-len(empty.File), 0) + fontsOf(parts[i])
		case parts[i].Markdown == nil: // it cannot be read, and is left out of the whole too
		default:
			return nil, 0, err
		}
	}
	return sizes, base, nil
}

// fontsOf is what letters of further styles may add where parts share a file.
func fontsOf(p Part) int {
	if p.Markdown == nil {
		return 0
	}
	return 6000
}

// volumeOf lists the parts of the n-th file, from 0, with their numbers in the
// whole, from 1: its own whole, the others by name. Where the packet has
// contents, each file has them, at its start.
func volumeOf(parts []Part, split [][]int, n int, words Words) (list []Part, numbers []int) {
	where := map[int]int{}
	for file, in := range split {
		for _, i := range in {
			where[i] = file
		}
	}
	add := func(p Part, i int) { list, numbers = append(list, p), append(numbers, i+1) }
	for i, p := range parts {
		if p.isContents() && n > 0 {
			add(p, i)
		}
	}
	for i, p := range parts {
		switch {
		case p.isContents() && n > 0:
		case p.isContents() || where[i] == n:
			add(p, i)
		default:
			add(Part{Title: titleOf(p), Tab: p.Tab, Elsewhere: slots(words.InFile, "{n}", where[i]+1)}, i)
		}
	}
	return list, numbers
}

// titleOf is the title that the contents have for a part.
func titleOf(p Part) string {
	if p.Title != "" || p.Markdown == nil {
		return p.Title
	}
	d, _ := read(p.Markdown)
	return d.title(Options{})
}

func volumeOptions(o Options, n, all int) Options {
	o.Header = join(o.Header, slots(o.Words.File, "{n}", n+1, "{all}", all))
	return o
}
