// Command vulndb writes the reports of the module golang.org/x/vulndb into a
// folder in the form of the Go vulnerability database, so that govulncheck
// reads them without its server: govulncheck -db file://FOLDER.
//
//	go run ./.ci/vulndb MODULE-FOLDER FOLDER
package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// report is what the indexes need of a report in OSV's form.
type report struct {
	ID        string   `json:"id"`
	Modified  string   `json:"modified"`
	Published string   `json:"published"`
	Withdrawn string   `json:"withdrawn"`
	Aliases   []string `json:"aliases"`
	Affected  []struct {
		Package struct {
			Name string `json:"name"`
		} `json:"package"`
		Ranges []struct {
			Events []struct {
				Fixed string `json:"fixed"`
			} `json:"events"`
		} `json:"ranges"`
	} `json:"affected"`
}

// indexed is a report as an index has it.
type indexed struct {
	ID       string   `json:"id"`
	Modified string   `json:"modified"`
	Fixed    string   `json:"fixed,omitempty"`
	Aliases  []string `json:"aliases,omitempty"`
}

// module is a module with its reports.
type module struct {
	Path  string    `json:"path"`
	Vulns []indexed `json:"vulns"`
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: vulndb MODULE-FOLDER FOLDER")
		os.Exit(2)
	}
	n, newest, err := write(os.Args[1], os.Args[2])
	if err != nil {
		fmt.Fprintln(os.Stderr, "vulndb:", err)
		os.Exit(1)
	}
	fmt.Printf("%d reports, the newest of %s\n", n, newest)
}

// write writes the database and returns how many reports it has and when the
// newest of them was written.
func write(from, to string) (n int, newest string, err error) {
	files, err := filepath.Glob(filepath.Join(from, "data", "osv", "*.json"))
	if err != nil {
		return 0, "", err
	}
	if len(files) == 0 {
		return 0, "", fmt.Errorf("%s holds no reports", from)
	}
	for _, folder := range []string{"index", "ID"} {
		if err := os.MkdirAll(filepath.Join(to, folder), 0o755); err != nil {
			return 0, "", err
		}
	}
	var vulns []indexed
	modules := map[string]*module{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			return 0, "", err
		}
		var r report
		if err := json.Unmarshal(data, &r); err != nil {
			return 0, "", fmt.Errorf("%s: %w", filepath.Base(file), err)
		}
		if r.Withdrawn != "" {
			continue
		}
		if err := os.WriteFile(filepath.Join(to, "ID", r.ID+".json"), data, 0o644); err != nil {
			return 0, "", err
		}
		newest = max(newest, r.Published)
		vulns = append(vulns, indexed{ID: r.ID, Modified: r.Modified, Aliases: r.Aliases})
		r.under(modules)
	}
	all := make([]*module, 0, len(modules))
	for _, m := range modules {
		all = append(all, m)
	}
	slices.SortFunc(all, func(a, b *module) int { return cmp.Compare(a.Path, b.Path) })
	for name, index := range map[string]any{
		"db": map[string]string{"modified": newest}, "vulns": vulns, "modules": all,
	} {
		data, err := json.Marshal(index)
		if err != nil {
			return 0, "", err
		}
		if err := os.WriteFile(filepath.Join(to, "index", name+".json"), data, 0o644); err != nil {
			return 0, "", err
		}
	}
	return len(vulns), newest, nil
}

// under adds the report to the modules that it is about.
func (r report) under(modules map[string]*module) {
	for _, a := range r.Affected {
		m := modules[a.Package.Name]
		if m == nil {
			m = &module{Path: a.Package.Name}
			modules[m.Path] = m
		}
		if len(m.Vulns) > 0 && m.Vulns[len(m.Vulns)-1].ID == r.ID {
			continue
		}
		one := indexed{ID: r.ID, Modified: r.Modified}
		for _, ranges := range a.Ranges {
			for _, e := range ranges.Events {
				one.Fixed = cmp.Or(e.Fixed, one.Fixed)
			}
		}
		m.Vulns = append(m.Vulns, one)
	}
}
