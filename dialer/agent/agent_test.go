package agent

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var t0 = time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)

func steps(t *testing.T, evs ...Event) (Session, []Effect) {
	t.Helper()
	var s Session
	var all []Effect
	for i, ev := range evs {
		var out []Effect
		var err error
		s, out, err = Step(s, t0.Add(time.Duration(i)*time.Second), ev)
		if err != nil {
			t.Fatalf("%T: %v", ev, err)
		}
		all = append(all, out...)
	}
	return s, all
}

func TestArcs(t *testing.T) {
	up := []Event{PageOpened{}, MediaUp{}, AskReady{}}
	cases := []struct {
		name string
		more []Event
		want State
		left int
	}{
		{"ready", nil, Ready, 0},
		{"pause", []Event{AskPause{"lunch"}}, Paused, 0},
		{"not answered: ready again", []Event{Reserve{7}, Release{7, false}}, Ready, 0},
		{"pause asked while ringing comes after the call", []Event{Reserve{7}, AskPause{"lunch"}, Release{7, false}}, Paused, 0},
		{"wrap-up after talk", []Event{Reserve{7}, Talk{7}, Release{7, true}}, WrapUp, 0},
		{"disposition ends wrap-up", []Event{Reserve{7}, Talk{7}, Release{7, true}, Dispose{7}}, Ready, 0},
		{"disposition of another attempt does not", []Event{Reserve{7}, Talk{7}, Release{7, true}, Dispose{6}}, WrapUp, 0},
		{"going ready does not skip the wrap-up", []Event{Reserve{7}, Talk{7}, Release{7, true}, AskReady{}}, WrapUp, 0},
		{"reload does not skip the wrap-up", []Event{Reserve{7}, Talk{7}, Release{7, true}, PageClosed{}, PageOpened{}, MediaUp{}}, WrapUp, 0},
		{"sign-out asked in wrap-up comes after it", []Event{Reserve{7}, Talk{7}, Release{7, true}, AskOffline{}, Dispose{7}}, Offline, 0},
		{"pause asked in talk survives the wrap-up", []Event{Reserve{7}, Talk{7}, AskPause{"lunch"}, Release{7, true}, Dispose{7}}, Paused, 0},
		{"sign-out asked while ringing survives talk and wrap-up", []Event{Reserve{7}, AskOffline{}, Talk{7}, Release{7, true}, Dispose{7}}, Offline, 0},
		{"the last wish counts", []Event{Reserve{7}, Talk{7}, AskPause{"lunch"}, AskReady{}, Release{7, true}, Dispose{7}}, Ready, 0},
		{"page lost while ringing: the call looks for somebody else", []Event{Reserve{7}, PageClosed{}}, Ready, 1},
		{"page lost in talk: kept", []Event{Reserve{7}, Talk{7}, PageClosed{}}, OnCall, 0},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			s, out := steps(t, append(append([]Event{}, up...), tc.more...)...)
			if s.State != tc.want || len(out) != tc.left {
				t.Fatalf("state %s effects %v, want %s and %d", s.State, out, tc.want, tc.left)
			}
		})
	}
}

func TestReadyNeedsAudio(t *testing.T) {
	s, _ := steps(t, PageOpened{})
	if _, _, err := Step(s, t0, AskReady{}); !errors.Is(err, ErrNoMedia) {
		t.Fatalf("err %v", err)
	}
}

func TestGrace(t *testing.T) {
	s, _ := steps(t, PageOpened{}, MediaUp{}, AskReady{}, Reserve{7}, Talk{7}, MediaDown{})
	end := s.GraceEnds
	if early, out, _ := Step(s, end.Add(-time.Millisecond), GraceOver{}); early.State != OnCall || len(out) != 0 {
		t.Fatal("given up before the grace period was over")
	}
	back, _, _ := Step(s, end.Add(-time.Second), MediaUp{})
	if again, out, _ := Step(back, end, GraceOver{}); again.State != OnCall || len(out) != 0 {
		t.Fatal("a stale timer ended the call of an agent who was back")
	}
	s, out, _ := Step(s, end, GraceOver{})
	if len(out) != 1 || out[0] != (LeaveCall{7, true}) {
		t.Fatalf("effects %v", out)
	}
	if s, _, _ = Step(s, end, Release{7, true}); s.State != WrapUp {
		t.Fatalf("state %s: the conversation took place, its disposition is due", s.State)
	}
}

// An agent whose seat was moved is ready as he was, once his audio is there; not when he has said otherwise meanwhile.
func TestMoved(t *testing.T) {
	since := t0.Add(-time.Hour)
	s, _ := steps(t, PageOpened{}, Moved{since})
	if s.State != Ready || !s.Since.Equal(since) || s.Free() {
		t.Fatalf("without audio: %+v", s)
	}
	back, _, _ := Step(s, t0.Add(2*time.Second), MediaUp{})
	if !back.Free() || !back.Since.Equal(since) {
		t.Fatalf("with audio: %+v", back)
	}
	if late, _, _ := Step(s, s.GraceEnds, GraceOver{}); late.State != Paused {
		t.Fatalf("his audio did not come back: %+v", late)
	}
	for name, evs := range map[string][]Event{
		"paused":  {PageOpened{}, AskPause{"lunch"}},
		"wrap-up": {PageOpened{}, Restore{7, WrapUp}},
	} {
		s, _ := steps(t, evs...)
		if after, _, _ := Step(s, t0.Add(time.Minute), Moved{since}); after != s {
			t.Errorf("%s: %+v became %+v", name, s, after)
		}
	}
}

// Over any sequence: reserved, on call and wrap-up always name an attempt and nothing else does; nobody is reserved
// who cannot hear; a wrap-up is left by its disposition only.
func TestAnySequence(t *testing.T) {
	evs := []Event{PageOpened{}, PageClosed{}, MediaUp{}, MediaDown{}, AskReady{}, AskPause{"x"}, AskOffline{},
		Reserve{1}, Reserve{2}, Talk{1}, Talk{2}, Release{1, true}, Release{1, false}, Release{2, true}, Dispose{1}, Dispose{2},
		Restore{1, OnCall}, Restore{2, WrapUp}, Moved{t0}, GraceOver{}}
	rapid.Check(t, func(t *rapid.T) {
		var s Session
		now := t0
		for range rapid.IntRange(1, 60).Draw(t, "n") {
			now = now.Add(time.Duration(rapid.IntRange(0, 20000).Draw(t, "ms")) * time.Millisecond)
			ev := rapid.SampledFrom(evs).Draw(t, "ev")
			before := s
			var err error
			s, _, err = Step(s, now, ev)
			if err != nil && s.State != before.State && before.State != "" {
				t.Fatalf("%T failed and changed the state", ev)
			}
			bound := s.State == Reserved || s.State == OnCall || s.State == WrapUp
			if bound != (s.Attempt != 0) {
				t.Fatalf("state %s attempt %d after %T", s.State, s.Attempt, ev)
			}
			if _, ok := ev.(Reserve); ok && s.State == Reserved && before.State != Reserved && !before.Free() {
				t.Fatal("reserved an agent who was not free")
			}
			if before.State == WrapUp && s.State != WrapUp {
				if d, ok := ev.(Dispose); !ok || d.Attempt != before.Attempt {
					t.Fatalf("wrap-up left by %T", ev)
				}
			}
			if s.Page && s.Media && !s.GraceEnds.IsZero() {
				t.Fatal("grace runs although all is there")
			}
		}
	})
}
