package caseload

import (
	"context"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"milepost/attachment"
	"milepost/record"
)

// attached is one file of attachments/CLIENT-ID/.
type attached struct {
	name  string // of the file
	title string
	kind  attachment.Kind
	data  []byte
	hash  string
	pages []string // texts, "" where a page has none
	wrong string   // why it cannot be used; "" it can
	do    string
}

// attachmentsOf reads the files of the client's folder in the order of their
// names, numbers in them as numbers: 2 before 10. What cannot be used is there
// with the reason. A text is read once for each file's bytes.
func (c *Caseload) attachmentsOf(ctx context.Context, client record.ID) ([]attached, error) {
	folder := attachments(client)
	names, err := c.attachmentNames(folder)
	if err != nil {
		return nil, err
	}
	var all []attached
	unread := 0
	for _, name := range names {
		a := attached{name: name, title: attachmentTitle(name)}
		if a.data, err = c.root.ReadFile(folder + "/" + name); err != nil {
			return nil, err
		}
		a.kind, a.hash = attachment.KindOf(a.data), hashOf(a.data)
		known := false
		if a.pages, known, err = c.store.AttachmentTexts(ctx, client, a.hash); err != nil {
			return nil, err
		}
		if !known {
			unread += len(a.data)
		}
		all = append(all, a)
	}
	return all, c.readTexts(ctx, client, all, unread)
}

// attachmentNames lists the files of the folder that are meant for packets.
func (c *Caseload) attachmentNames(folder string) ([]string, error) {
	entries, err := fs.ReadDir(c.root.FS(), folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		if e.Type().IsRegular() && !Junk(e.Name()) {
			names = append(names, e.Name())
		}
	}
	slices.SortFunc(names, natural)
	return names, nil
}

// readTexts reads the files that were not read before, and keeps their texts.
func (c *Caseload) readTexts(ctx context.Context, client record.ID, all []attached, unread int) error {
	reader := attachment.Reader{Bytes: unread}
	defer reader.Close()
	fresh := map[string][]string{}
	for i := range all {
		a := &all[i]
		if a.pages != nil {
			continue
		}
		if pages, known := fresh[a.hash]; known {
			a.pages = pages
			continue
		}
		pages, err := reader.Texts(ctx, a.data)
		switch {
		case err == nil:
			a.pages, fresh[a.hash] = pages, pages
		case ctx.Err() != nil:
			return ctx.Err()
		default:
			a.wrong, a.do = err.Error(), whatToDo(err)
		}
	}
	return c.store.SetAttachmentTexts(ctx, client, fresh)
}

func whatToDo(err error) string {
	switch {
	case errors.Is(err, attachment.ErrLocked):
		return "print it to a PDF without a password, or take it out of the folder"
	case errors.Is(err, attachment.ErrKind):
		return "save it as PDF, PNG or JPEG, or take it out of the folder"
	case errors.Is(err, attachment.ErrLarge):
		return "scan it again with fewer dots per inch, or give it in parts"
	}
	return "scan or save it again, or take it out of the folder"
}

// attachmentTitle makes a title of a file's name: "02 hearing-test.pdf" is
// "Hearing test".
func attachmentTitle(name string) string {
	base := strings.TrimSuffix(name, path.Ext(name))
	title := strings.TrimLeft(base, "0123456789 ._-")
	if title == "" {
		title = base
	}
	title = strings.Join(strings.FieldsFunc(title, func(r rune) bool { return r == '_' || r == '-' || unicode.IsSpace(r) }), " ")
	runes := []rune(title)
	if len(runes) > 0 {
		runes[0] = unicode.ToUpper(runes[0])
	}
	return string(runes)
}

// natural orders names as people number them.
func natural(a, b string) int {
	for a != "" && b != "" {
		na, restA, isA := leadNumber(a)
		nb, restB, isB := leadNumber(b)
		if isA && isB {
			if na != nb {
				return na - nb
			}
			a, b = restA, restB
			continue
		}
		if a[0] != b[0] {
			return int(a[0]) - int(b[0])
		}
		a, b = a[1:], b[1:]
	}
	return len(a) - len(b)
}

func leadNumber(text string) (n int, rest string, ok bool) {
	i := 0
	for i < len(text) && i < 9 && text[i] >= '0' && text[i] <= '9' {
		i++
	}
	if i == 0 {
		return 0, text, false
	}
	n, err := strconv.Atoi(text[:i])
	return n, text[i:], err == nil
}
