package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"github.com/spf13/cobra"

	"milepost/caseload"
)

func initCommand(sh *shell) *cobra.Command {
	return &cobra.Command{
		Use:   "init DIR",
		Short: "Make a workspace: the folder in which a clinic's work lives",
		Args:  exactly(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := initWorkspace(args[0]); err != nil {
				return err
			}
			printInitDone(sh, args[0])
			return nil
		},
	}
}

// initWorkspace makes the folders and the settings file. A folder that is a
// workspace already is refused, so that nothing is ever overwritten.
func initWorkspace(dir string) error {
	config := filepath.Join(dir, configName)
	if _, err := os.Stat(config); err == nil {
		return fmt.Errorf("%s is a workspace already: nothing changed", dir)
	} else if !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := checkPlace(dir); err != nil {
		return err
	}
	if err := caseload.Init(dir); err != nil {
		return err
	}
	return os.WriteFile(config, []byte(newConfig), 0o600)
}

func printInitDone(sh *shell, dir string) {
	fmt.Fprintf(sh.Out, `Made a workspace in %s.

Next:
  1. Open %s and fill in your clinic, staff and caseloads.
  2. Put the exports of your roster, goals and sessions into %s.
  3. Run: milepost ingest -C %s
`, dir, filepath.Join(dir, configName), filepath.Join(dir, "inbox"), dir)
	if runtime.GOOS == "windows" {
		fmt.Fprintln(sh.Out, "Who may read this folder follows from your Windows profile: keep it in your own profile's folders.")
	}
}

// newConfig is the settings file of a new workspace: every key with what it
// means, so that a clinic lead can fill it in without a manual.
const newConfig = `# Settings of this workspace. Lines that start with # are ignored.
# "milepost config" prints all settings in force and where each comes from.

clinic:
  name: ""                # as it stands on the letterhead
  address: []             # one line each: ["12 River Road", "Springfield, IL 62701"]
  phone: ""               # whom a family calls with questions
  web: ""
  state: ""               # two letters, like IL: some states say who must countersign
  # interpreter: the line that offers a free interpreter; leave it out for the shipped one
  # logo: logo.png        # a PNG or JPEG file in this folder

# Everyone who treats and signs. The id is the one that your exports use.
staff: []
#  - id: T-1
#    name: Ana Reyes
#    credential: OTR/L
#    license: OT-00000
#    phone: 555-0100

# The clients of one therapist, as the roster names the caseload.
caseloads: []
#  - name: A
#    therapist: T-1

cadence_days: 90          # days from one progress report to the next
discipline: OT            # of rows that name none
time_zone: America/New_York
language: en
client_word: child        # how documents speak of a client: child, student or client
paper: letter             # letter or a4

documents:
  client: id              # in the head of each page: id or name
  charts: true            # false: documents have no charts
  # color: "#164858"      # of headings and rules; made darker where it could not be read
  # footer: Confidential  # one line at the foot of each page
  # fonts: [fonts/My.ttf] # TrueType files in this folder, for letters that the shipped fonts lack
  # passwords:            # opens the PDFs for an audience; Markdown and HTML beside them stay open
  #   school: "a long one"

# How "milepost watch" goes about the inbox.
watch:
  settle_seconds: 5       # how long a file must hold still before it is read
#  sets:                  # files that belong together: half a set waits for the rest
#    - files: ["goals-{date}.*", "sessions-{date}.*"]   # {date} is the same in all files of a set
#      tell_minutes: 30   # how long half a set waits before you are told again
`
