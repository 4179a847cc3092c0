package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/sync/errgroup"

	"huifang/campaign/store"
	"huifang/cmd/internal/client"
	"huifang/cmd/internal/lab"
	"huifang/dialer"
)

const (
	password = "bench-password-1"
	callerID = "01062345678"
)

// service is the real binary with a database of its own, and agents at their desks.
type service struct {
	b      *bench
	node   *lab.Node
	db     *pgxpool.Pool
	boss   *client.Client
	agents []int64
	desks  []*client.Desk
}

// startService runs a node and makes users for that many agents; nobody is seated yet. endpoint replaces the trunk's
// unless it is empty.
func (b *bench) startService(ctx context.Context, name string, agents int, endpoint string, o lab.NodeOptions) (s *service, err error) {
	s = &service{b: b}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.close())
		}
	}()
	if o.Database, err = b.lab.Postgres.NewDatabase(ctx, name); err != nil {
		return s, err
	}
	o.Name, o.Binary = name, b.binary
	if s.node, err = b.lab.Node(o); err != nil {
		return s, err
	}
	if err := setEndpoint(s.node.ConfigFile, endpoint); err != nil {
		return s, err
	}
	if err := s.node.Start(ctx); err != nil {
		return s, err
	}
	if s.db, err = store.Connect(ctx, o.Database); err != nil {
		return s, err
	}
	cmd := exec.CommandContext(ctx, b.binary, "-c", s.node.ConfigFile, "user", "add", "boss", "--name", "Boss", "--role", "admin")
	cmd.Env = append(os.Environ(), "HUIFANG_PASSWORD="+password)
	if out, err := cmd.CombinedOutput(); err != nil {
		return s, fmt.Errorf("add the first user: %w: %s", err, out)
	}
	s.boss = client.New(s.node.URL)
	if err := s.boss.Login(ctx, "boss", password); err != nil {
		return s, err
	}
	// With the first user's password: a hundred hashes would only cost time.
	_, err = s.db.Exec(ctx, `insert into app_user (login, name, role, password_hash)
		select 'agent' || n, 'Agent ' || n, 'agent', password_hash from app_user, generate_series(0, $1::int - 1) n
		where login = 'boss'`, agents)
	if err != nil {
		return s, fmt.Errorf("add agents: %w", err)
	}
	err = s.db.QueryRow(ctx, `select array_agg(id order by id) from app_user where role = 'agent'`).Scan(&s.agents)
	return s, err
}

var endpointLine = regexp.MustCompile(`(?m)^( *endpoint: ).*$`)

func setEndpoint(file, endpoint string) error {
	if endpoint == "" {
		return nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("configuration: %w", err)
	}
	if len(endpointLine.FindAll(text, -1)) != 1 {
		return fmt.Errorf("configuration %s: want one trunk", file)
	}
	text = endpointLine.ReplaceAll(text, []byte("${1}"+endpoint))
	if err := os.WriteFile(file, text, 0o600); err != nil { // it keeps its owner
		return fmt.Errorf("configuration: %w", err)
	}
	return nil
}

// close ends the node and the calls that it leaves.
func (s *service) close() error {
	var errs []error
	for _, d := range s.desks {
		errs = append(errs, d.Close())
	}
	if s.db != nil {
		s.db.Close()
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if s.node != nil {
		errs = append(errs, s.node.Kill9(ctx))
	}
	errs = append(errs, s.b.hangUpAll(ctx))
	return errors.Join(errs...)
}

// hangUpAll ends every channel of the PBX, so that parts do not disturb each other.
func (b *bench) hangUpAll(ctx context.Context) error {
	if _, err := b.lab.PBX.CLI(ctx, "channel request hangup all"); err != nil {
		return err
	}
	for {
		out, err := b.lab.PBX.CLI(ctx, "core show channels count")
		if err != nil {
			return err
		}
		if strings.HasPrefix(out, "0 active channels") {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("channels do not end: %s: %w", strings.TrimSpace(out), ctx.Err())
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// seat brings the first n agents to their desks, with audio, and makes them ready.
func (s *service) seat(ctx context.Context, n int) error {
	return s.seatWith(ctx, n, func(ctx context.Context, d *client.Desk) error { return d.Attach(ctx, 1000) })
}

// seatWith is seat with audio of another kind.
func (s *service) seatWith(ctx context.Context, n int, attach func(context.Context, *client.Desk) error) error {
	from := len(s.desks)
	fresh := make([]*client.Desk, n-from)
	group, gctx := errgroup.WithContext(ctx)
	group.SetLimit(4)
	for i := range fresh {
		group.Go(func() error {
			c := client.New(s.node.URL)
			if err := c.Login(gctx, fmt.Sprintf("agent%d", from+i), password); err != nil {
				return err
			}
			d, err := c.Desk(gctx, false)
			if err != nil {
				return err
			}
			fresh[i] = d
			if err := attach(gctx, d); err != nil {
				return err
			}
			return d.Ready(gctx)
		})
	}
	err := group.Wait()
	for _, d := range fresh {
		if d != nil {
			s.desks = append(s.desks, d)
		}
	}
	if err != nil {
		return fmt.Errorf("seat agents: %w", err)
	}
	return nil
}

// campaign uploads numbers and starts a campaign over them, for all agents.
func (s *service) campaign(ctx context.Context, name string, numbers []string) error {
	var file strings.Builder
	w := csv.NewWriter(&file)
	rows := [][]string{{"姓名", "手机号", "产品"}}
	for i, n := range numbers {
		rows = append(rows, []string{"客户" + strconv.Itoa(i+1), n, "空调"})
	}
	if err := w.WriteAll(rows); err != nil {
		return err
	}
	list, err := s.boss.Upload(ctx, name, []byte(file.String()), "")
	if err != nil {
		return err
	}
	if list.RowsTaken != len(numbers) {
		return fmt.Errorf("%d of %d contacts were taken", list.RowsTaken, len(numbers))
	}
	c, err := s.boss.Campaign(ctx, client.CampaignInput{Name: name, Mode: "progressive", Trunk: lab.Trunk, CallerID: callerID, ListID: list.ID,
		AgentIDs: s.agents, Window: client.Always(), MaxAttempts: 1, RetryDelayS: 60, RingS: 20, WrapUpS: 30})
	if err != nil {
		return err
	}
	_, err = s.boss.Act(ctx, c.ID, "start")
	return err
}

// talking waits until all seated agents are in conversation.
func (s *service) talking(ctx context.Context) error {
	for i, d := range s.desks {
		if _, err := d.Answered(ctx); err != nil {
			return fmt.Errorf("agent %d of %d: %w", i, len(s.desks), err)
		}
	}
	return nil
}

// metric reads an unlabelled value of the service's metrics.
func (s *service) metric(ctx context.Context, name string) (float64, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.node.URL+"/metrics", nil)
	if err != nil {
		return 0, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, fmt.Errorf("metrics: %w", err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return 0, fmt.Errorf("metrics: %w", err)
	}
	for line := range strings.Lines(string(text)) {
		if value, ok := strings.CutPrefix(line, name+" "); ok {
			return strconv.ParseFloat(strings.TrimSpace(value), 64)
		}
	}
	return 0, fmt.Errorf("metrics: there is no %s", name)
}

// inTalk tells whether a snapshot shows a conversation other than the given one.
func inTalk(s dialer.Snapshot, other int64) bool {
	return s.State == dialer.AgentOnCall && s.Call != nil && s.Call.Phase == "talking" && s.Call.Attempt != other
}
