package caseload

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"

	"milepost/check"
	"milepost/templates"
)

// loadMappings reads the mappings anew where the workspace's own changed.
func (c *Caseload) loadMappings() error {
	hash, err := hashTree(c.root.FS(), "mappings")
	if err != nil || hash == c.mappingsHash {
		return err
	}
	loaded, err := mappings(c.root.FS())
	if err != nil {
		return err
	}
	c.mappings, c.mappingsHash = loaded, hash
	return nil
}

// loadWording reads what only drafting needs, phrases and how pages look, once,
// and anew where the workspace's own phrases, templates, rules, logo or fonts
// changed.
func (c *Caseload) loadWording() error {
	hash, err := hashTree(c.root.FS(), libraryFolder, languageFolder, "templates", "rules")
	if err != nil {
		return err
	}
	look, err := hashTree(c.root.FS(), append([]string{c.options.Clinic.LogoFile}, c.options.Look.Fonts...)...)
	if err != nil || hash == c.wordingHash && look == c.lookFilesHash {
		return err
	}
	c.forms = &forms{byName: map[string]templates.Template{}}
	if c.wordings, err = c.openWordings(); err != nil {
		return err
	}
	if c.editions, err = c.openEditions(); err != nil {
		return err
	}
	if c.codes, err = c.openCodes(); err != nil {
		return err
	}
	if c.truths, err = check.Load(c.language.Code); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := c.loadLook(); err != nil {
		return err
	}
	c.wordingHash, c.lookFilesHash = hash, look
	return nil
}

// hashTree returns the SHA-256, as hex, of names and bytes of all files below
// the folders; what is not there counts as empty.
func hashTree(workspace fs.FS, names ...string) (string, error) {
	h := sha256.New()
	for _, name := range names {
		if !fs.ValidPath(name) || name == "" {
			continue
		}
		err := fs.WalkDir(workspace, name, func(file string, d fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			if err != nil || d.IsDir() || Junk(d.Name()) {
				return err
			}
			data, err := fs.ReadFile(workspace, file)
			if err != nil {
				return err
			}
			fmt.Fprintf(h, "%s %d\n", file, len(data))
			_, err = h.Write(data)
			return err
		})
		if err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
