package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"text/tabwriter"
	"time"

	"huifang/ari"
	"huifang/cmd/internal/config"
)

type trunksCmd struct {
	Pjsip trunksPjsipCmd `cmd:"" help:"Print the sections of Asterisk's pjsip.conf for the trunks that have a sip block. Holds passwords."`
	Check trunksCheckCmd `cmd:"" help:"Say what is configured, and what Asterisk knows of each trunk now."`
}

type trunksPjsipCmd struct{}

func (trunksPjsipCmd) Run(c *cli) error {
	cfg, _, err := c.load()
	if err != nil {
		return err
	}
	_, err = os.Stdout.WriteString(cfg.PJSIP())
	return err
}

type trunksCheckCmd struct{}

// Run fails when a trunk cannot take calls.
func (trunksCheckCmd) Run(c *cli) error {
	cfg, log, err := c.load()
	if err != nil {
		return err
	}
	client, err := ari.New(ari.Config{URL: cfg.Asterisk.URL, User: cfg.Asterisk.User, Password: cfg.Asterisk.Password, App: "huifang-check", Logger: log})
	if err != nil {
		return fmt.Errorf("asterisk: %w", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "TRUNK\tPRIORITY\tCALLS\tPER SECOND\tMAY CALL\tCALLER IDS\tENDPOINT\tASTERISK SAYS")
	bad := 0
	for _, t := range cfg.Trunks {
		said, fine := trunkState(ctx, client, cfg, t)
		if !fine {
			bad++
		}
		d := t.Domain(cfg.Region)
		may := "+" + d.Home
		if len(t.Allow) > 0 {
			may = fmt.Sprint(t.Allow)
		}
		if len(t.Deny) > 0 {
			may += fmt.Sprint(" but ", t.Deny)
		}
		fmt.Fprintf(w, "%s\t%d\t%d\t%g\t%s\t%d\t%s\t%s\n", t.Name, t.Priority, t.MaxCalls, t.CallsPerSecond, may, len(t.CallerIDs), t.Endpoint, said)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if bad > 0 {
		return fmt.Errorf("%d of %d trunks cannot take calls", bad, len(cfg.Trunks))
	}
	return nil
}

func trunkState(ctx context.Context, client *ari.Client, cfg config.Config, t config.Trunk) (said string, fine bool) {
	if t.SIP != nil && t.SIP.User != "" && t.SIP.Password == "" {
		return "the password is missing: set " + t.PasswordVariable(), false
	}
	name := t.Domain(cfg.Region).PJSIPEndpoint()
	if name == "" {
		return "not a PJSIP endpoint: cannot be asked", true
	}
	state, err := client.EndpointState(ctx, "PJSIP", name)
	switch {
	case errors.Is(err, ari.ErrNotFound):
		return "no such endpoint in pjsip.conf", false
	case err != nil:
		return err.Error(), false
	case state == ari.EndpointOffline:
		return "offline: OPTIONS are not answered", false
	}
	return state, true
}
