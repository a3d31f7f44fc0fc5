package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
)

func watchCommand(sh *shell) *cobra.Command {
	var flags watchFlags
	cmd := &cobra.Command{
		Use:   "watch",
		Short: "Watch the inbox: read what is dropped there, and make the drafts it touches anew",
		Long: `Watch the inbox: read each file that is dropped there once nobody writes it any
more, and make anew the drafts of the clients it touches. A changed phrase,
template, card or setting of the workspace redraws the open drafts it touches.
It runs until Ctrl-C; other commands work beside it. What it did stands in
` + watchLogName + ` too, without names.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runWatch(cmd.Context(), sh, flags)
		},
	}
	cmd.Flags().BoolVar(&flags.poll, "poll", false, "look at times only, whatever the system tells of changes")
	cmd.Flags().DurationVar(&flags.settle, "settle", 0, "how long a file must hold still, like 10s (default: settle_seconds of "+configName+")")
	cmd.Flags().DurationVar(&flags.rescan, "rescan", 0, "time between two looks that nothing asks for, like 30s (default: rescan_seconds)")
	cmd.Flags().BoolVar(&flags.once, "once", false, "end when all that is there was read and drafted")
	return cmd
}

// runWatch watches until the context ends, on the screen and in the log.
func runWatch(ctx context.Context, sh *shell, flags watchFlags) error {
	config, err := readConfig(sh.Dir)
	if err != nil {
		return err
	}
	if flags.settle < 0 || flags.rescan < 0 {
		return usageError{errors.New("--settle and --rescan are times of more than nothing, like 10s")}
	}
	zone, err := time.LoadLocation(config.TimeZone)
	if err != nil {
		return err
	}
	log, err := openWatchLog(filepath.Join(sh.Dir, watchLogName))
	if err != nil {
		return err
	}
	defer log.close()
	tell := func(n notice) {
		now := sh.Now()
		stamp := now.In(zone).Format("15:04:05  ")
		if n.Text != "" {
			fmt.Fprintln(sh.Out, stamp+strings.ReplaceAll(strings.TrimRight(n.Text, "\n"), "\n", "\n"+stamp))
		}
		log.write(now, n)
	}
	return watchWorkspace(ctx, sh, flags, tell)
}
