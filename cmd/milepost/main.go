// Command milepost drafts progress reports from a pediatric clinic's exports.
// It parses the command line, wires the packages together, and turns what
// they give into text, JSON and an exit code; it decides nothing else.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"
	_ "time/tzdata" // clinics' machines may have no zone files

	"github.com/spf13/cobra"
)

// The exit codes never change meaning.
const (
	exitDone     = 0
	exitNotDone  = 1 // nothing changed
	exitUsage    = 2
	exitProblems = 3 // done, with problems or findings listed
)

// errProblems says that the work was done and problems were listed.
var errProblems = errors.New("done, with problems")

// usageError marks a command line that cannot be understood.
type usageError struct{ error }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], shell{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Now: time.Now, User: os.Getenv("MILEPOST_USER")})
	stop()
	os.Exit(code)
}

// shell is what a command meets of the world outside.
type shell struct {
	In  io.Reader
	Out io.Writer
	Err io.Writer
	Now func() time.Time
	Dir string // the workspace

	User string // who acts: an id; "" nobody gave one

	setUser string // User as the environment has it, before --as
}

// run executes one command line and returns its exit code.
func run(ctx context.Context, args []string, sh shell) int {
	out, wrong := &plain{to: sh.Out}, &plain{to: sh.Err}
	sh.Out, sh.Err = out, wrong
	defer out.flush()
	defer wrong.flush()
	root := rootCommand(&sh)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	var usage usageError
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errProblems):
		return exitProblems
	case errors.As(err, &usage):
		fmt.Fprintf(sh.Err, "milepost: %v\nRun \"milepost --help\" for the commands.\n", err)
		return exitUsage
	}
	sh.tellError(err)
	return exitCode(err)
}

func rootCommand(sh *shell) *cobra.Command {
	sh.setUser = sh.User
	root := &cobra.Command{
		Use:           "milepost",
		Short:         "Draft progress reports from a clinic's exports",
		Long:          "Milepost reads a clinic's exports of goals and sessions, works out each child's progress,\nand drafts progress reports for a therapist to read, edit and sign. Nothing leaves this machine.",
		Version:       version(),
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          noArgs,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetOut(sh.Out)
	root.SetErr(sh.Err)
	root.PersistentFlags().StringVarP(&sh.Dir, "workspace", "C", ".", "the workspace's folder")
	root.PersistentFlags().StringVar(&sh.User, "as", sh.User, "who you are: your id (or set MILEPOST_USER); without it you act as a VA")
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	root.AddCommand(
		demoCommand(sh), initCommand(sh), ingestCommand(sh), watchCommand(sh), serveCommand(sh), draftCommand(sh), statusCommand(sh),
		explainCommand(sh), goalsCommand(sh), clientsCommand(sh), phrasesCommand(sh), translationsCommand(sh), checkCommand(sh), configCommand(sh),
		importsCommand(sh), retractCommand(sh), mergeClientsCommand(sh),
		reviewCommand(sh), questionsCommand(sh), answerCommand(sh), acceptCommand(sh), returnCommand(sh),
		undoCommand(sh), historyCommand(sh), signCommand(sh), amendCommand(sh), replaceCommand(sh), withdrawCommand(sh),
		backupCommand(sh), restoreCommand(sh), forgetCommand(sh), handoverCommand(sh), openCommand(sh), takebackCommand(sh), doctorCommand(sh),
		deliverCommand(sh), reprintCommand(sh), verifyCommand(sh), logCommand(sh), disclosuresCommand(sh), userCommand(sh),
		dueCommand(sh), calendarCommand(sh), followUpCommand(sh), copyCommand(sh),
		mapCommand(sh), fieldsCommand(sh), shapeCommand(sh), trackerCommand(sh),
		packetCommand(sh), releaseCommand(sh),
	)
	return root
}

// noArgs, exactly and the like tell a wrong command line from a failure.
func noArgs(cmd *cobra.Command, args []string) error { return usage(cobra.NoArgs(cmd, args)) }

func exactly(n int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error { return usage(cobra.ExactArgs(n)(cmd, args)) }
}

func atMost(n int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error { return usage(cobra.MaximumNArgs(n)(cmd, args)) }
}

func usage(err error) error {
	if err == nil {
		return nil
	}
	return usageError{err}
}

// version names the build: its module version and commit, from the build info.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	return info.Main.Version
}

// build tells this program from every other one, also from one that a
// developer made a moment ago from files that are in no commit: drafts that
// another build made are made anew.
func build() string {
	name := version()
	if path, err := os.Executable(); err == nil {
		if info, err := os.Stat(path); err == nil {
			name += fmt.Sprintf(" %d %s", info.Size(), info.ModTime().UTC().Format(time.RFC3339Nano))
		}
	}
	return name
}
