package milepost_test

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the bill of materials and the notices again")

// What is generated.
const (
	billFile    = "sbom.cdx.json"
	noticesFile = "THIRD-PARTY.txt"
)

// part is something of others that is linked into the program, or embedded.
type part struct {
	Name, Version string
	In            string // the module that brings it; "" it is a module or a file of its own
	License       string // SPDX id
	Sum           string // h1 of the module's files, from go.sum
	Texts         []string
	Module        bool
}

// hidden lists what Go's tools do not see.
func hidden(t *testing.T, modules []part) []part {
	t.Helper()
	within := func(name, in, license string) part {
		for _, m := range modules {
			if m.Name == in {
				return part{Name: name, Version: m.Version, In: in, License: license}
			}
		}
		t.Fatalf("%s came with %s, which is no longer linked", name, in)
		return part{}
	}
	const pdfium = "github.com/klippa-app/go-pdfium"
	htmx, err := os.ReadFile("web/static/htmx.min.js")
	must(t, err)
	version := regexp.MustCompile(`version:"([0-9.]+)"`).FindSubmatch(htmx)
	if version == nil {
		t.Fatal("htmx.min.js does not say its version")
	}
	return []part{
		{Name: "htmx", Version: string(version[1]), License: "0BSD", Texts: []string{readText(t, "web/static/htmx.LICENSE")}},
		{Name: "Noto Sans", Version: "a cut of its letters", License: "OFL-1.1", Texts: []string{readText(t, "render/fonts/OFL.txt")}},
		within("SQLite", "modernc.org/sqlite", "blessing"),
		within("PDFium", pdfium, "BSD-3-Clause AND Apache-2.0"),
		within("FreeType", pdfium, "FTL"),
		within("OpenJPEG", pdfium, "BSD-2-Clause"),
		within("libjpeg-turbo", pdfium, "IJG AND BSD-3-Clause AND Zlib"),
		within("Little CMS", pdfium, "MIT"),
		within("Anti-Grain Geometry 2.3", pdfium, "LicenseRef-AGG-2.3"),
		within("zlib", pdfium, "Zlib"),
		within("ICU", pdfium, "Unicode-3.0"),
		within("Abseil", pdfium, "Apache-2.0"),
	}
}

// TestTheBillOfMaterialsIsCurrent: sbom.cdx.json and THIRD-PARTY.txt list what
// the program is built from on the three systems.
func TestTheBillOfMaterialsIsCurrent(t *testing.T) {
	parts := linked(t)
	parts = append(parts, hidden(t, parts)...)
	for name, want := range map[string][]byte{billFile: bill(t, parts), noticesFile: notices(parts)} {
		if *update {
			must(t, os.WriteFile(name, want, 0o644))
			continue
		}
		have, err := os.ReadFile(name)
		if err != nil || !bytes.Equal(have, want) {
			t.Errorf("%s is not current (%v): go test . -run TheBill -update", name, err)
		}
	}
}

// TestALicenseIsKnown: the notice of a license that nobody looked at is not
// taken for another.
func TestALicenseIsKnown(t *testing.T) {
	for _, p := range linked(t) {
		if p.License == "" || len(p.Texts) == 0 {
			t.Errorf("%s %s: its license is not known; look at it, and add it to licenseOf", p.Name, p.Version)
		}
	}
	if id := licenseOf("All rights reserved."); id != "" {
		t.Errorf("a text that grants nothing is taken for %s", id)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func readText(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	must(t, err)
	return strings.ReplaceAll(string(data), "\r\n", "\n")
}

// linked returns the modules of which a package is linked on any of the systems.
func linked(t *testing.T) []part {
	t.Helper()
	type module struct{ Path, Version, Dir string }
	all := map[string]module{}
	for _, system := range []string{"linux", "darwin", "windows"} {
		list := exec.Command("go", "list", "-deps", "-json=Module", "./cmd/milepost")
		list.Env = append(os.Environ(), "GOOS="+system, "CGO_ENABLED=0")
		out, err := list.Output()
		must(t, err)
		for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
			var one struct{ Module *module }
			if err := decoder.Decode(&one); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatal(err)
			}
			if one.Module != nil && one.Module.Version != "" {
				all[one.Module.Path] = *one.Module
			}
		}
	}
	sums := readText(t, "go.sum")
	var parts []part
	for _, name := range slices.Sorted(maps.Keys(all)) {
		m := all[name]
		p := part{Name: m.Path, Version: m.Version, Module: true}
		if sum := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(m.Path+" "+m.Version) + ` h1:(\S+)$`).FindStringSubmatch(sums); sum != nil {
			p.Sum = sum[1]
		}
		p.Texts = licenseTexts(t, m.Dir)
		if len(p.Texts) > 0 {
			p.License = licenseOf(p.Texts[0])
		}
		parts = append(parts, p)
	}
	return parts
}

var licenseName = regexp.MustCompile(`(?i)^(licen[cs]e|copying|notice|patents)([-.].*)?$`)

// licenseTexts returns the texts of a module's folder, the license first.
func licenseTexts(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	must(t, err)
	var texts []string
	for _, e := range entries {
		if licenseName.MatchString(e.Name()) && e.Type().IsRegular() && filepath.Ext(e.Name()) != ".go" {
			texts = append(texts, readText(t, filepath.Join(dir, e.Name())))
		}
	}
	return texts
}

// licenseOf names a license by the sentences that make it.
func licenseOf(text string) string {
	words := strings.Join(strings.Fields(text), " ")
	has := func(all ...string) bool {
		for _, one := range all {
			if !strings.Contains(words, one) {
				return false
			}
		}
		return true
	}
	switch {
	case has("Apache License", "Version 2.0", "Permission is hereby granted, free of charge"):
		return "MIT AND Apache-2.0"
	case has("Apache License", "Version 2.0"):
		return "Apache-2.0"
	case has("Permission is hereby granted, free of charge", "without restriction"):
		return "MIT"
	case has("Redistribution and use in source and binary forms", "endorse or promote"):
		return "BSD-3-Clause"
	case has("Redistribution and use in source and binary forms", "Redistributions in binary form must reproduce"):
		return "BSD-2-Clause"
	case has("Permission to use, copy, modify, and/or distribute this software", "above copyright notice"):
		return "ISC"
	}
	return ""
}

// bill writes the bill of materials in CycloneDX's form. It holds no time and no
// random number: the same parts give the same bytes.
func bill(t *testing.T, parts []part) []byte {
	t.Helper()
	type license struct {
		Expression string `json:"expression"`
	}
	type hash struct {
		Alg     string `json:"alg"`
		Content string `json:"content"`
	}
	type component struct {
		Type        string    `json:"type"`
		Ref         string    `json:"bom-ref"`
		Name        string    `json:"name"`
		Version     string    `json:"version"`
		Description string    `json:"description,omitempty"`
		PURL        string    `json:"purl,omitempty"`
		Hashes      []hash    `json:"hashes,omitempty"`
		Licenses    []license `json:"licenses"`
	}
	type document struct {
		Format   string         `json:"bomFormat"`
		Spec     string         `json:"specVersion"`
		Version  int            `json:"version"`
		Metadata map[string]any `json:"metadata"`
		Parts    []component    `json:"components"`
	}
	d := document{"CycloneDX", "1.6", 1, map[string]any{"component": map[string]string{"type": "application", "bom-ref": "milepost", "name": "milepost"}}, nil}
	for _, p := range parts {
		c := component{Type: "library", Ref: p.Name + "@" + p.Version, Name: p.Name, Version: p.Version, Licenses: []license{{p.License}}}
		if p.In != "" {
			c.Version, c.Description = "", "compiled into "+p.In+" "+p.Version
			c.Ref = p.Name + " in " + p.In + "@" + p.Version
		}
		if p.Module {
			c.PURL = "pkg:golang/" + p.Name + "@" + p.Version
			sum, err := base64.StdEncoding.DecodeString(p.Sum)
			if err != nil || len(sum) != sha256.Size {
				t.Fatalf("%s: no sum in go.sum", p.Name)
			}
			c.Hashes = []hash{{"SHA-256", hex.EncodeToString(sum)}}
		}
		d.Parts = append(d.Parts, c)
	}
	data, err := json.MarshalIndent(d, "", "  ")
	must(t, err)
	return append(data, '\n')
}

// notices writes the licenses, each text once, after the names of those that it
// is of.
func notices(parts []part) []byte {
	var out bytes.Buffer
	out.WriteString("Milepost contains the work of others, under these licenses.\n\n")
	of := map[string][]string{}
	for _, p := range parts {
		version := p.Version
		if p.In != "" {
			version = "in " + p.In + " " + p.Version
		}
		fmt.Fprintf(&out, "%s %s: %s\n", p.Name, version, p.License)
		for _, text := range p.Texts {
			text = strings.TrimSpace(text)
			of[text] = append(of[text], p.Name)
		}
	}
	texts := slices.SortedFunc(maps.Keys(of), func(a, b string) int {
		return cmp.Or(cmp.Compare(of[a][0], of[b][0]), cmp.Compare(a, b))
	})
	for _, text := range texts {
		fmt.Fprintf(&out, "\n%s\n%s\n\n%s\n", strings.Repeat("=", 72), strings.Join(slices.Compact(of[text]), "\n"), text)
	}
	return out.Bytes()
}
