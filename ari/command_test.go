package ari

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestStalledCommandReturnsByDeadline(t *testing.T) {
	f, c, _ := up(t, func(cfg *Config) { cfg.CommandTimeout = 100 * time.Millisecond })
	f.onCommand(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // else the server cannot see that the client has gone
		<-r.Context().Done()
	})
	start := time.Now()
	err := c.Dial(t.Context(), "a", time.Second)
	if took := time.Since(start); took < 100*time.Millisecond || took > 2*time.Second {
		t.Errorf("took %v", took)
	}
	if !errors.Is(err, ErrUnavailable) || !errors.Is(err, context.DeadlineExceeded) || !Ambiguous(err) {
		t.Errorf("error %v, ambiguous %t", err, Ambiguous(err))
	}

	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	start = time.Now()
	if err := c.Answer(ctx, "a"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v", err)
	}
	if took := time.Since(start); took > 90*time.Millisecond {
		t.Errorf("the caller's shorter deadline is not kept: %v", took)
	}
}

func TestErrorTextKept(t *testing.T) {
	f, c, _ := up(t, nil)
	for _, tc := range []struct {
		status  int
		body    string
		message string
		kind    error
	}{
		{404, `{"message":"Channel not found"}`, "Channel not found", ErrNotFound},
		{409, `{"message":"Channel is not in the 'Down' state"}`, "Channel is not in the 'Down' state", ErrConflict},
		{422, `{"message":"Channel not in Stasis application"}`, "Channel not in Stasis application", nil},
		{500, `{"error":"Allocation failed"}`, "Allocation failed", nil},
		{503, `<html>busy</html>`, "Service Unavailable", ErrUnavailable},
		{401, ``, "Unauthorized", ErrUnauthorized},
		{302, ``, "Found", nil},
	} {
		f.onCommand(reply(tc.status, tc.body))
		err := c.Dial(t.Context(), "a", time.Second)
		var e *Error
		if !errors.As(err, &e) || e.Status != tc.status || e.Message != tc.message || e.Op != "dial" {
			t.Errorf("%d: %#v", tc.status, err)
		}
		if Ambiguous(err) {
			t.Errorf("%d: an answer is not ambiguous", tc.status)
		}
		for _, kind := range []error{ErrNotFound, ErrConflict, ErrUnavailable, ErrUnauthorized, ErrInvalid} {
			if got := errors.Is(err, kind); got != errors.Is(kind, tc.kind) {
				t.Errorf("%d: Is(%v) = %t", tc.status, kind, got)
			}
		}
	}
}

func TestCodeOfWrappedError(t *testing.T) {
	f, c, _ := up(t, nil)
	f.onCommand(reply(409, `{"message":"in use"}`))
	_, err := c.CreateChannel(t.Context(), CreateRequest{ID: "a", Endpoint: "PJSIP/1@t"})
	err = fmt.Errorf("place: %w", fmt.Errorf("create: %w", err))
	var e *Error
	if !errors.As(err, &e) || e.Status != 409 || !errors.Is(err, ErrConflict) {
		t.Errorf("%v", err)
	}
}

func TestExternalMediaAnswerReturned(t *testing.T) {
	f, c, _ := up(t, nil)
	var asked atomic.Int32
	vars := `,"channelvars":{"UNICASTRTP_LOCAL_ADDRESS":"127.0.0.1","UNICASTRTP_LOCAL_PORT":"10010"}`
	f.onCommand(func(w http.ResponseWriter, r *http.Request) {
		if name := r.URL.Query().Get("variable"); name != "" {
			asked.Add(1)
			reply(200, map[string]string{
				"UNICASTRTP_LOCAL_ADDRESS": `{"value":"127.0.0.1"}`, "UNICASTRTP_LOCAL_PORT": `{"value":"10010"}`,
			}[name])(w, r)
			return
		}
		reply(200, `{"id":"leg","state":"Down"`+vars+`}`)(w, r)
	})
	for _, wantAsked := range []int32{0, 2} {
		ch, local, err := c.ExternalMedia(t.Context(), "leg", "127.0.0.1:40000", "ulaw")
		if err != nil || ch.ID != "leg" || local != netip.MustParseAddrPort("127.0.0.1:10010") {
			t.Errorf("%+v %v %v", ch, local, err)
		}
		if got := asked.Load(); got != wantAsked {
			t.Errorf("%d variables asked for, want %d", got, wantAsked)
		}
		vars = "" // the second time Asterisk does not say it unasked
	}
}

func TestBodiesDrainedAndConnectionsReused(t *testing.T) {
	f, c, _ := up(t, nil)
	var n atomic.Int32
	f.onCommand(func(w http.ResponseWriter, r *http.Request) {
		switch n.Add(1) % 3 {
		case 0:
			reply(404, `{"message":"`+strings.Repeat("x", 60<<10)+`"}`)(w, r)
		case 1:
			reply(200, `{"id":"a"}`+strings.Repeat(" ", 60<<10))(w, r)
		default:
			reply(200, `[{"id":"a"}]`)(w, r) // not what was asked for
		}
	})
	before := f.conns.Load()
	for range 300 {
		_, _ = c.Channel(t.Context(), "a")
	}
	if opened := f.conns.Load() - before; opened > 1 {
		t.Errorf("300 commands opened %d connections", opened)
	}

	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			for range 20 {
				_, _ = c.Channel(t.Context(), "a")
			}
		})
	}
	all.Wait()
	if opened := f.conns.Load() - before; opened > maxConns {
		t.Errorf("1000 commands of 50 callers opened %d connections", opened)
	}
}

func TestAmbiguousDialIsSentOnce(t *testing.T) {
	f, c, _ := up(t, nil)
	var dials atomic.Int32
	f.onCommand(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/dial") {
			dials.Add(1)
			panic(http.ErrAbortHandler) // carried out perhaps, and the connection breaks
		}
		reply(200, `{"id":"a"}`)(w, r)
	})
	// On a used connection, where HTTP clients like to try again.
	if _, err := c.Channel(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	err := c.Dial(t.Context(), "a", time.Second)
	if !Ambiguous(err) || !errors.Is(err, ErrUnavailable) {
		t.Errorf("%v: ambiguous %t", err, Ambiguous(err))
	}
	if n := dials.Load(); n != 1 {
		t.Errorf("sent %d times", n)
	}
}

func TestUnreadableAnswerIsAmbiguous(t *testing.T) {
	f, c, _ := up(t, nil)
	f.onCommand(reply(200, `{"id":`))
	_, err := c.CreateChannel(t.Context(), CreateRequest{ID: "a", Endpoint: "PJSIP/1@t"})
	if err == nil || !Ambiguous(err) {
		t.Errorf("%v: ambiguous %t", err, Ambiguous(err))
	}
}

func TestNoCallsWhileDisconnected(t *testing.T) {
	f := newFake(t, nil) // fails the test on any command
	c := newClient(t, f.URL, nil)
	for name, err := range map[string]error{
		"dial": c.Dial(t.Context(), "a", time.Second),
		"create": func() error {
			_, err := c.CreateChannel(t.Context(), CreateRequest{ID: "a", Endpoint: "PJSIP/1@t"})
			return err
		}(),
		"media": func() error {
			_, _, err := c.ExternalMedia(t.Context(), "a", "127.0.0.1:1", "ulaw")
			return err
		}(),
	} {
		if !errors.Is(err, ErrUnavailable) || Ambiguous(err) {
			t.Errorf("%s: %v, ambiguous %t", name, err, Ambiguous(err))
		}
	}
	f.onCommand(reply(204, ""))
	if err := c.Hangup(t.Context(), "a", ""); err != nil {
		t.Errorf("ending a call needs no events: %v", err)
	}
}

func TestNothingInjected(t *testing.T) {
	_, c, _ := up(t, nil) // fails the test on any command
	ctx := t.Context()
	for _, id := range []string{"", ".", "..", "a/b", "a?b", "a#b", "a b", "a%2fb", "a\r\nX: y", "a,b", "ü", strings.Repeat("a", 150)} {
		_, readErr := c.Channel(ctx, id)
		for op, err := range map[string]error{
			"read": readErr, "dial": c.Dial(ctx, id, time.Second), "hangup": c.Hangup(ctx, id, ""),
			"bridge": c.CreateBridge(ctx, id, ""), "add": c.AddToBridge(ctx, "b", "a", id),
			"stop": c.StopPlayback(ctx, id), "play": c.Play(ctx, "a", id, "sound:x"),
		} {
			if !errors.Is(err, ErrInvalid) || errors.Is(err, ErrUnavailable) {
				t.Errorf("%s %q: %v", op, id, err)
			}
		}
	}
	for _, endpoint := range []string{"", "PJSIP", "PJSIP/", "/x", "PJSIP/1@t&PJSIP/2@t", "PJSIP/1;x=y@t", "PJSIP/1\r\nX: y@t",
		"PJSIP/t/sip:1@h?Header=x", `PJSIP/"a"<sip:b>`, "PJSIP/1 2@t", "PJSIP/1,2@t", "PJSIP/%31@t", "Local@x/1"} {
		_, err := c.CreateChannel(ctx, CreateRequest{ID: "a", Endpoint: endpoint})
		if !errors.Is(err, ErrInvalid) {
			t.Errorf("endpoint %q: %v", endpoint, err)
		}
	}
	for name, r := range map[string]CreateRequest{
		"caller id": {CallerID: `1" <2>`},
		"formats":   {Formats: "ulaw&x"},
		"variable":  {Variables: map[string]string{"PJSIP_HEADER(add,X-A)": "1\r\nX-B: 2"}},
	} {
		r.ID, r.Endpoint = "a", "PJSIP/1@t"
		if _, err := c.CreateChannel(ctx, r); !errors.Is(err, ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := c.SendDTMF(ctx, "a", "12x"); !errors.Is(err, ErrInvalid) || strings.Contains(err.Error(), "12x") {
		t.Errorf("dtmf: %v", err)
	}
	if err := c.Dial(ctx, "a", time.Millisecond); !errors.Is(err, ErrInvalid) {
		t.Errorf("ring time of 0 s, which Asterisk takes for no limit: %v", err)
	}
}

func TestGoneIsFineForWhatEndsThings(t *testing.T) {
	f, c, _ := up(t, nil)
	f.onCommand(reply(404, `{"message":"Channel not found"}`))
	for op, err := range map[string]error{
		"hangup": c.Hangup(t.Context(), "a", "normal"), "bridge": c.DestroyBridge(t.Context(), "a"), "playback": c.StopPlayback(t.Context(), "a"),
	} {
		if err != nil {
			t.Errorf("%s: %v", op, err)
		}
	}
}

func TestDeletesGoOneAtATime(t *testing.T) {
	f, c, _ := up(t, nil)
	var now, most, total atomic.Int32
	f.onCommand(func(w http.ResponseWriter, r *http.Request) {
		if n := now.Add(1); n > most.Load() {
			most.Store(n)
		}
		total.Add(1)
		time.Sleep(2 * time.Millisecond)
		now.Add(-1)
		reply(204, "")(w, r)
	})
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() { _ = c.Hangup(t.Context(), fmt.Sprint("c", i), "") })
		all.Go(func() { _ = c.DestroyBridge(t.Context(), fmt.Sprint("b", i)) })
	}
	all.Wait()
	if most.Load() != 1 || total.Load() != 40 {
		t.Errorf("%d at once, %d in all", most.Load(), total.Load())
	}
}

func TestDeletesBehindAStalledOneEndByTheirDeadline(t *testing.T) {
	f, c, _ := up(t, func(cfg *Config) { cfg.CommandTimeout = 100 * time.Millisecond })
	f.onCommand(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	start := time.Now()
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			if err := c.Hangup(t.Context(), fmt.Sprint("c", i), ""); !errors.Is(err, ErrUnavailable) {
				t.Errorf("%v", err)
			}
		})
	}
	all.Wait()
	if took := time.Since(start); took > time.Second {
		t.Errorf("20 deletes took %v: they queue up their deadlines", took)
	}
}

func TestCommandHook(t *testing.T) {
	type call struct {
		op   string
		fine bool
	}
	var calls []call
	f, c, _ := up(t, func(cfg *Config) {
		cfg.Hooks.Command = func(op string, took time.Duration, err error) {
			if took <= 0 {
				t.Errorf("took %v", took)
			}
			calls = append(calls, call{op, err == nil})
		}
	})
	f.onCommand(reply(204, ""))
	_ = c.Answer(t.Context(), "a")
	f.onCommand(reply(500, ""))
	_ = c.Answer(t.Context(), "a")
	if len(calls) != 2 || calls[0] != (call{"answer", true}) || calls[1] != (call{"answer", false}) {
		t.Errorf("%v", calls)
	}
}

// TestRequests pins what goes over the wire; that Asterisk takes it so was
// tried on Asterisk 22.
func TestRequests(t *testing.T) {
	f, c, _ := up(t, nil)
	var got string
	f.onCommand(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = r.Method + " " + r.RequestURI + " " + string(body)
		if len(body) > 0 && r.Header.Get("Content-Type") != "application/json" {
			t.Errorf("%s: content type %q", got, r.Header.Get("Content-Type"))
		}
		reply(200, `{"id":"a","channelvars":{"UNICASTRTP_LOCAL_ADDRESS":"::1","UNICASTRTP_LOCAL_PORT":"2"}}`)(w, r)
	})
	ctx := t.Context()
	for want, send := range map[string]func() error{
		// Personal data only in the body, the caller ID as connected line.
		`POST /ari/channels/create {"endpoint":"PJSIP/13800138000@t","app":"test","channelId":"a","formats":"ulaw","variables":{"CONNECTEDLINE(num,i)":"010","X":"y"}}`: func() error {
			_, err := c.CreateChannel(ctx, CreateRequest{ID: "a", Endpoint: "PJSIP/13800138000@t", CallerID: "010", Formats: "ulaw", Variables: map[string]string{"X": "y"}})
			return err
		},
		`POST /ari/channels/a/dial {"timeout":30}`:        func() error { return c.Dial(ctx, "a", 30*time.Second+500*time.Millisecond) },
		`DELETE /ari/channels/a `:                         func() error { return c.Hangup(ctx, "a", "") },
		`DELETE /ari/channels/a?reason=busy%26x `:         func() error { return c.Hangup(ctx, "a", "busy&x") },
		`GET /ari/channels/1.2%3B2 `:                      func() error { _, err := c.Channel(ctx, "1.2;2"); return err },
		`GET /ari/channels/a/variable?variable=F%28x%29 `: func() error { _, err := c.ChannelVar(ctx, "a", "F(x)"); return err },
		`POST /ari/channels/a/answer `:                    func() error { return c.Answer(ctx, "a") },
		`POST /ari/channels/a/dtmf {"dtmf":"12#"}`:        func() error { return c.SendDTMF(ctx, "a", "12#") },
		`POST /ari/channels/a/play/p {"media":"sound:x"}`: func() error { return c.Play(ctx, "a", "p", "sound:x") },
		`DELETE /ari/playbacks/p `:                        func() error { return c.StopPlayback(ctx, "p") },
		// A bridge id in use is refused, not changed.
		`POST /ari/bridges {"bridgeId":"b","name":"n","type":"mixing"}`: func() error { return c.CreateBridge(ctx, "b", "n") },
		`DELETE /ari/bridges/b `: func() error { return c.DestroyBridge(ctx, "b") },
		// Without the second field a bridged leg's number replaces the caller ID.
		`POST /ari/bridges/b/addChannel {"channel":["a","c"],"inhibitConnectedLineUpdates":true}`: func() error { return c.AddToBridge(ctx, "b", "a", "c") },
		`POST /ari/bridges/b/removeChannel {"channel":["a"]}`:                                     func() error { return c.RemoveFromBridge(ctx, "b", "a") },
		`GET /ari/asterisk/info?only=system%2Cstatus `:                                            func() error { _, err := c.Info(ctx); return err },
		`POST /ari/channels/externalMedia {"channelId":"a","app":"test","external_host":"127.0.0.1:1","encapsulation":"rtp","transport":"udp",` +
			`"connection_type":"client","format":"ulaw","direction":"both","variables":{}}`: func() error {
			_, local, err := c.ExternalMedia(ctx, "a", "127.0.0.1:1", "ulaw")
			if local != netip.MustParseAddrPort("[::1]:2") {
				t.Errorf("local %v", local)
			}
			return err
		},
	} {
		if err := send(); err != nil || got != want {
			t.Errorf("got  %s\nwant %s\n(%v)", got, want, err)
		}
	}
}
