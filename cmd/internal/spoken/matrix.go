package spoken

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"huifang/dialer/announcement"
)

// Voices and speeds that neither the shipped recordings, nor the front end, nor the choice of weights and limits have used.
var (
	HeldOutVariants = []string{"m4", "m6", "f2", "f5", "Annie", "linda", "michel"}
	HeldOutSpeeds   = []int{120, 140, 155, 170, 185, 200}
)

// Case is one call's early media.
type Case struct {
	Want  string // meaning; empty: nothing that the library knows
	Parts []Part
	Voice Voice
	Cut   time.Duration // where in the recording the call comes in
	Line  Line
}

func (c Case) String() string {
	return fmt.Sprintf("%s %s %d wpm, from %s, %+.0f dB, SNR %.0f, A-law %t: %s", c.Want, c.Voice.Variant, c.Voice.WPM, c.Cut, c.Line.GainDB, c.Line.SNR, c.Line.ALaw, c.Parts[0].Text)
}

// Cases draws n cases, half of them announcements and half other speech, from all combinations of texts, voices, speeds, cut-ins by
// the second, gains of -12 to +6 dB, both codecs, with and without noise at 20 dB.
func Cases(n int, seed uint64, announcements []Announcement, other []Part, variants []string, speeds []int) []Case {
	r := rand.New(rand.NewPCG(seed, 7))
	cases := make([]Case, n)
	for i := range cases {
		c := &cases[i]
		if i%2 == 0 {
			a := announcements[i/2%len(announcements)]
			c.Want, c.Parts = a.Meaning, a.Parts
		} else {
			c.Parts = other[i/2%len(other) : i/2%len(other)+1]
		}
		c.Voice = Voice{Variant: variants[r.IntN(len(variants))], WPM: speeds[r.IntN(len(speeds))], Pitch: 35 + r.IntN(31)}
		c.Cut = time.Duration(r.IntN(12)) * time.Second
		c.Line = Line{GainDB: float64(r.IntN(7)*3 - 12), ALaw: r.IntN(2) == 0, Seed: uint64(i) + seed<<32}
		if r.IntN(2) == 0 {
			c.Line.SNR = 20
		}
	}
	return cases
}

// Audio makes what is heard in PCMU: the recording is played over and over, a second apart, three times at most.
func (c Case) Audio(ctx context.Context, s *Speaker) ([]byte, error) {
	samples, err := s.SayParts(ctx, c.Voice, c.Parts)
	if err != nil {
		return nil, err
	}
	period := len(samples) + Rate
	from := int(c.Cut.Seconds()*Rate) % period
	return c.Line.Carry(Loop(samples, Rate, from, 3*period-from)), nil
}

// Outcome is what the listener made of a case.
type Outcome struct {
	Case
	Verdict announcement.Verdict // only one that ends a call; zero: none
	CPU     time.Duration
	Heard   time.Duration // audio that the listener was given
}

// Got is the verdict's meaning, or "unknown".
func (o Outcome) Got() string {
	if o.Verdict.Meaning == "" {
		return "unknown"
	}
	return o.Verdict.Meaning
}

// Expected is Want as far as a verdict that ends the call is to be given.
func (o Outcome) Expected() string {
	if (announcement.Verdict{Meaning: o.Want}).Ends() {
		return o.Want
	}
	return "unknown"
}

// Hear plays the cases to listeners in packets of 20 ms, several at a time.
func Hear(ctx context.Context, s *Speaker, library *announcement.Library, cases []Case) ([]Outcome, error) {
	outcomes := make([]Outcome, len(cases))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(2)
	for i, c := range cases {
		group.Go(func() error {
			audio, err := c.Audio(ctx, s)
			if err != nil {
				return err
			}
			o := Outcome{Case: c}
			listener := library.Listener()
			began := time.Now()
			for packet := range slices.Chunk(audio, 160) {
				o.Heard += 20 * time.Millisecond
				if v, ok := listener.Hear(packet); ok && v.Ends() {
					o.Verdict = v
					break
				}
			}
			o.CPU = time.Since(began)
			outcomes[i] = o
			return nil
		})
	}
	return outcomes, group.Wait()
}

// Summary counts outcomes.
type Summary struct {
	Announcements, Right, Unknown, Wrong int             // of announcements that end a call
	Others, Mistaken                     int             // of everything else; Mistaken: taken for one that ends the call
	Times                                []time.Duration // to the right verdicts, sorted
	Errors                               []Outcome       // wrong and mistaken
	Missed                               []Outcome
	Confusion                            map[[2]string]int // expected, got
}

// Summarise counts.
func Summarise(outcomes []Outcome) Summary {
	s := Summary{Confusion: map[[2]string]int{}}
	for _, o := range outcomes {
		want, got := o.Expected(), o.Got()
		s.Confusion[[2]string{want, got}]++
		if want == "unknown" {
			s.Others++
			if got != want {
				s.Mistaken++
				s.Errors = append(s.Errors, o)
			}
			continue
		}
		s.Announcements++
		switch got {
		case want:
			s.Right++
			s.Times = append(s.Times, o.Verdict.At)
		case "unknown":
			s.Unknown++
			s.Missed = append(s.Missed, o)
		default:
			s.Wrong++
			s.Errors = append(s.Errors, o)
		}
	}
	slices.Sort(s.Times)
	return s
}

// At returns the time within which the share q of the right verdicts came.
func (s Summary) At(q float64) time.Duration { return quantile(s.Times, q) }

func (s Summary) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "announcements %d: right %d (%.2f %%), unknown %d, wrong %d; other audio %d: mistaken %d; verdict after p50 %.1f s, p95 %.1f s",
		s.Announcements, s.Right, 100*float64(s.Right)/float64(max(1, s.Announcements)), s.Unknown, s.Wrong, s.Others, s.Mistaken, s.At(0.5).Seconds(), s.At(0.95).Seconds())
	return b.String()
}
