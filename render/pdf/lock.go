package pdf

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// Lock returns a PDF with the same pages, tags and bookmarks that only the
// password opens (AES, 256 bits: ISO 32000-2, revision 6). Two calls give two
// files, since the key is drawn anew each time.
func Lock(data []byte, password string) (locked []byte, err error) {
	defer func() {
		if r := recover(); r != nil { // a broken file may break its reader
			locked, err = nil, fmt.Errorf("%w: %v", ErrForeign, r)
		}
	}()
	if password == "" {
		return nil, errors.New("lock a PDF: the password is empty")
	}
	ctx, err := pdfcpu.Read(bytes.NewReader(data), reading(""))
	if err != nil {
		return nil, fmt.Errorf("lock a PDF: %w: %w", ErrForeign, err)
	}
	f := &file{zip: (*Pool)(nil).take()}
	if f.crypt, err = newCrypt(password); err != nil {
		return nil, err
	}
	f.out.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	p := &Provider{objects: firstFree}
	c := &copier{provider: p, file: f, source: ctx, numbers: map[int]int{}, whole: true}
	c.begin(ctx.Root, catalogObject)
	if ctx.Info == nil {
		f.add(infoObject, "<<>>")
	} else {
		c.begin(ctx.Info, infoObject)
	}
	c.rest()
	p.finish(f)
	return f.out.Bytes(), nil
}

// begin gives an object of the source a number and lets it be written.
func (c *copier) begin(ref *types.IndirectRef, object int) {
	c.numbers[int(ref.ObjectNumber)] = object
	c.waiting = append(c.waiting, int(ref.ObjectNumber))
}

// reading are the settings with which a PDF is read: nothing outside its bytes.
func reading(password string) *model.Configuration {
	limits := model.DefaultResourceLimits()
	limits.MaxDecodeBytes = maxContent
	return &model.Configuration{
		Reader15: true, ValidationMode: model.ValidationRelaxed, Offline: true, Cmd: model.LISTINFO,
		Limits: limits, UserPW: password,
	}
}
