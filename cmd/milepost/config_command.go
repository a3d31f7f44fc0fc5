package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/spf13/cobra"
)

func configCommand(sh *shell) *cobra.Command {
	return &cobra.Command{
		Use:   "config",
		Short: "Print the settings in force, each with where it comes from",
		Args:  noArgs,
		RunE: func(*cobra.Command, []string) error {
			config, err := readConfig(sh.Dir)
			if err != nil {
				return err
			}
			return printConfig(sh, config)
		},
	}
}

// printConfig writes the configuration as YAML, a comment behind each key that
// says whether milepost.yaml or the default gave it.
func printConfig(sh *shell, config Config) error {
	text, err := yaml.Marshal(config)
	if err != nil {
		return err
	}
	set, err := keysSet(filepath.Join(sh.Dir, configName))
	if err != nil {
		return err
	}
	var path []string
	inList := false
	for _, line := range strings.Split(strings.TrimRight(string(text), "\n"), "\n") {
		key, _, isKey := strings.Cut(strings.TrimLeft(line, " "), ":")
		depth := (len(line) - len(strings.TrimLeft(line, " "))) / 2
		inList = strings.HasPrefix(key, "-") || inList && depth > 0
		if !isKey || inList || depth > 1 || depth > len(path) {
			fmt.Fprintln(sh.Out, line)
			continue
		}
		path = append(path[:depth], key)
		from := "default"
		if n, ok := set[strings.Join(path, ".")]; ok {
			from = fmt.Sprintf("%s line %d", configName, n)
		}
		fmt.Fprintf(sh.Out, "%s  # %s\n", line, from)
	}
	return nil
}

// keysSet returns the line of each key of the file, one or two levels deep, as
// "clinic.name".
func keysSet(name string) (map[string]int, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	file, err := parser.ParseBytes(text, 0)
	if err != nil {
		return nil, err
	}
	set := map[string]int{}
	for _, doc := range file.Docs {
		addKeys(set, "", doc.Body)
	}
	return set, nil
}

func addKeys(set map[string]int, prefix string, node ast.Node) {
	mapping, ok := node.(ast.MapNode)
	if !ok {
		return
	}
	for it := mapping.MapRange(); it.Next(); {
		key := prefix + it.Key().String()
		set[key] = it.Key().GetToken().Position.Line
		if prefix == "" {
			addKeys(set, key+".", it.Value())
		}
	}
}
