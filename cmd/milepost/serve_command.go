package main

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"milepost/caseload"
	"milepost/web"
)

// serveFlags are the choices of one run of the review page.
type serveFlags struct {
	addr      string
	network   bool
	cert, key string
	names     []string
	noWatch   bool
	watch     watchFlags
}

func serveCommand(sh *shell) *cobra.Command {
	var f serveFlags
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Watch the inbox and serve the review page to this machine's browser",
		Long: `Watch the inbox as "milepost watch" does, and serve the page on which drafts are
read, edited and signed. It answers to this machine only. With --network and an
address such as 0.0.0.0:8370 it answers to the clinic's network, over TLS: with
the certificate given, or with one that it makes. Stop it with Ctrl-C.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runServe(cmd.Context(), sh, f) },
	}
	cmd.Flags().StringVar(&f.addr, "addr", "127.0.0.1:8370", "host and port to listen on")
	cmd.Flags().BoolVar(&f.network, "network", false, "answer to other machines too, over TLS")
	cmd.Flags().StringVar(&f.cert, "tls-cert", "", "certificate (PEM) to use instead of one that is made")
	cmd.Flags().StringVar(&f.key, "tls-key", "", "its private key (PEM)")
	cmd.Flags().StringSliceVar(&f.names, "name", nil, "further names of this machine, by which browsers may ask")
	cmd.Flags().BoolVar(&f.noWatch, "no-watch", false, "serve the page only")
	return cmd
}

// check refuses an address that would show the page to others unasked.
func (f serveFlags) check() error {
	host, _, err := net.SplitHostPort(f.addr)
	if err != nil {
		return usageError{fmt.Errorf("--addr %s: give host and port, like 127.0.0.1:8370", f.addr)}
	}
	if (f.cert == "") != (f.key == "") {
		return usageError{errors.New("--tls-cert and --tls-key go together")}
	}
	if !f.network && !isThisMachine(host) {
		return usageError{fmt.Errorf("--addr %s is open to other machines: say so with --network; it is then served over TLS", f.addr)}
	}
	return nil
}

func isThisMachine(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// runServe serves and watches until the context ends.
func runServe(ctx context.Context, sh *shell, f serveFlags) error {
	if err := f.check(); err != nil {
		return err
	}
	config, err := readConfig(sh.Dir)
	if err != nil {
		return err
	}
	pattern, err := config.Delivery.pattern()
	if err != nil {
		return err
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
	pool := newServePool(sh.Dir)
	defer pool.close()
	listener, err := net.Listen("tcp", f.addr)
	if err != nil {
		return err
	}
	defer listener.Close()
	p := page{sh: sh, flags: f, zone: zone, log: log, pool: pool, sending: caseload.Sending{Pattern: pattern}}
	pool.now, pool.out = sh.Now, lockedWriter{&p}
	return p.run(ctx, listener)
}

// page is the review page while it is served.
type page struct {
	sh    *shell
	flags serveFlags
	zone  *time.Location
	log   *watchLog
	pool  *servePool
	out   sync.Mutex

	sending caseload.Sending
}

func (p *page) run(ctx context.Context, listener net.Listener) error {
	key, err := p.firstKey(ctx)
	if err != nil {
		return err
	}
	hosts := p.hosts(listener.Addr())
	server, err := web.New(web.Options{
		Workspace: p.pool, Now: p.sh.Now, Zone: p.zone, Log: slog.New(slog.NewTextHandler(lockedWriter{p}, nil)),
		Hosts: hosts, Secure: p.flags.network, FirstKey: key, Version: version(), Sending: p.sending,
		Failed:  failedIn(p.sh.Dir),
		Machine: func() []caseload.Examined { all, _ := examineMachine(p.sh.Dir); return all },
	})
	if err != nil {
		return err
	}
	defer server.Close()
	https := &http.Server{
		Handler: server.Handler(), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, WriteTimeout: 2 * time.Minute, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 1 << 16, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError),
	}
	if p.flags.network {
		certificate, err := p.certificate(hosts)
		if err != nil {
			return err
		}
		https.TLSConfig = &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
		listener = tls.NewListener(listener, https.TLSConfig)
	}
	p.say("The review page is at %s/", p.address(hosts[0]))
	if key != "" {
		p.say("Nobody can sign in yet. The first lead opens %s/first/%s", p.address(hosts[0]), key)
	}
	return p.both(ctx, https, listener, server.Warm)
}

// both serves and watches until one of them ends.
func (p *page) both(ctx context.Context, server *http.Server, listener net.Listener, warm func(context.Context)) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	watched := make(chan error, 1)
	go func() {
		watched <- p.watch(ctx)
		stop()
	}()
	go func() { _ = survive(p.sh.Dir, "preparing the caseload page", func() error { warm(ctx); return nil }) }() // the page itself says what is wrong
	daily := time.NewTicker(aDay)
	defer daily.Stop()
	go p.lookDaily(ctx, daily.C)
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener); stop() }()
	<-ctx.Done()
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	err := errors.Join(server.Shutdown(end), <-watched)
	if one := <-served; !errors.Is(one, http.ErrServerClosed) {
		err = errors.Join(err, one)
	}
	return err
}

// watch watches the workspace until ctx ends. Where the program fails at it, the
// page is served on, and says that nobody watches.
func (p *page) watch(ctx context.Context) error {
	if p.flags.noWatch {
		<-ctx.Done()
		return nil
	}
	err := survive(p.sh.Dir, "watching the workspace", func() error {
		return watchWorkspace(ctx, p.sh, p.flags.watch, p.tell)
	})
	var failure *caseload.FailureError
	if !errors.As(err, &failure) {
		return err
	}
	p.say("Nobody watches the inbox any more: %v. The review page is still there; \"milepost ingest\" and \"milepost draft\" do what the watcher did.", failure)
	<-ctx.Done()
	return nil
}

// firstKey is the secret in the address that makes the first lead; "" somebody
// can sign in.
func (p *page) firstKey(ctx context.Context) (string, error) {
	found := false
	err := p.pool.Read(ctx, func(c *caseload.Caseload) error {
		var err error
		found, err = c.HasUsers(ctx, caseload.Program("serve"))
		return err
	})
	if err != nil || found {
		return "", err
	}
	return rand.Text(), nil
}

// hosts are the names by which browsers may ask, the one to print first.
func (p *page) hosts(addr net.Addr) []string {
	host, port, _ := net.SplitHostPort(addr.String())
	var names []string
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		names = append(names, machineNames()...)
	} else {
		names = append(names, host)
	}
	names = append(names, p.flags.names...)
	names = append(names, "127.0.0.1", "localhost", "::1")
	var hosts []string
	for _, name := range names {
		hosts = append(hosts, strings.ToLower(net.JoinHostPort(name, port)))
		if p.flags.network && port == "443" {
			hosts = append(hosts, strings.ToLower(name))
		}
	}
	return hosts
}

func (p *page) address(host string) string {
	if p.flags.network {
		return "https://" + host
	}
	return "http://" + host
}

func (p *page) say(format string, args ...any) {
	p.out.Lock()
	defer p.out.Unlock()
	fmt.Fprintf(p.sh.Out, format+"\n", args...)
}

// tell says what the watcher did, on the screen and in the log.
func (p *page) tell(n notice) {
	now := p.sh.Now()
	if n.Text != "" {
		stamp := now.In(p.zone).Format("15:04:05  ")
		p.say("%s", stamp+strings.ReplaceAll(strings.TrimRight(n.Text, "\n"), "\n", "\n"+stamp))
	}
	p.out.Lock()
	defer p.out.Unlock()
	p.log.write(now, n)
}

// lockedWriter writes the page's own log to the screen.
type lockedWriter struct{ p *page }

func (w lockedWriter) Write(data []byte) (int, error) {
	w.p.out.Lock()
	defer w.p.out.Unlock()
	return w.p.sh.Err.Write(data)
}
