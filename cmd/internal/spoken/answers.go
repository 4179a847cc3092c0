package spoken

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"huifang/dialer/announcement"
	"huifang/dialer/answered"
	"huifang/dialer/webrtc/g711"
)

// AnswerCase is what is heard from an answer on.
type AnswerCase struct {
	What   string // answered.Person, Machine, Fax
	Parts  []Part // of a person and a machine
	Voice  Voice
	Before time.Duration // silence until the first word
	Beep   float64       // Hz; 0: a machine without a beep
	Line   Line
}

func (c AnswerCase) String() string {
	text := ""
	if len(c.Parts) > 0 {
		text = c.Parts[0].Text
	}
	return fmt.Sprintf("%s %s %d wpm after %s, SNR %.0f, beep %.0f: %s", c.What, c.Voice.Variant, c.Voice.WPM, c.Before, c.Line.SNR, c.Beep, text)
}

// AnswerCases draws n cases: half persons, then machines (carriers' and people's own, two thirds with a beep), and one fax in twenty.
func AnswerCases(n int, seed uint64, variants []string, speeds []int) []AnswerCase {
	r := rand.New(rand.NewPCG(seed, 11))
	machines := slices.Clone(Mailboxes)
	for _, a := range Announcements {
		if a.Meaning == announcement.Voicemail {
			machines = append(machines, a.Parts, a.Parts[:1])
		}
	}
	cases := make([]AnswerCase, n)
	for i := range cases {
		c := &cases[i]
		c.Voice = Voice{Variant: variants[r.IntN(len(variants))], WPM: speeds[r.IntN(len(speeds))], Pitch: 35 + r.IntN(31)}
		c.Before = time.Duration(100+r.IntN(1500)) * time.Millisecond
		c.Line = Line{GainDB: float64(r.IntN(7)*3 - 12), ALaw: r.IntN(2) == 0, Seed: uint64(i) + seed<<32}
		if r.IntN(2) == 0 {
			c.Line.SNR = 20
		}
		switch {
		case i%20 == 19:
			c.What = answered.Fax
		case i%2 == 0:
			c.What, c.Parts = answered.Person, Persons[i/2%len(Persons)]
		default:
			c.What, c.Parts = answered.Machine, machines[i/2%len(machines)]
			if r.IntN(3) > 0 {
				c.Beep = []float64{440, 800, 1000, 1400}[r.IntN(4)]
			}
		}
	}
	return cases
}

// Audio makes what is heard, and tells when the beep is over (0: there is none).
func (c AnswerCase) Audio(ctx context.Context, s *Speaker) (law []byte, beeped time.Duration, err error) {
	out := make([]int16, int(c.Before.Seconds()*Rate))
	if c.What == answered.Fax {
		// A called fax machine: 3 s of 2100 Hz (CED), after which it would send its preamble.
		out = append(out, tone(2100, 3)...)
		out = append(out, make([]int16, Rate)...)
		return c.Line.Carry(out), 0, nil
	}
	for i, part := range c.Parts {
		v := c.Voice
		v.Language = part.Language
		said, err := s.Say(ctx, v, part.Text)
		if err != nil {
			return nil, 0, err
		}
		if i > 0 {
			pause := Rate / 2 // a machine goes on
			if c.What == answered.Person {
				pause = 5 * Rate / 2 // nobody spoke
			}
			out = append(out, make([]int16, pause)...)
		}
		out = append(out, said...)
	}
	if c.Beep != 0 {
		out = append(out, make([]int16, Rate*6/10)...)
		out = append(out, tone(c.Beep, 0.4)...) // as loud as the speech
		beeped = time.Duration(len(out)) * time.Second / Rate
	}
	return c.Line.Carry(append(out, make([]int16, 4*Rate)...)), beeped, nil
}

func tone(hz float64, seconds float64) []int16 {
	law := g711.Tone(int(hz), -17, int(seconds*Rate))
	return decode(law)
}

// AnswerOutcome is what detector and AMD made of a case.
type AnswerOutcome struct {
	AnswerCase
	Got    answered.Verdict
	Beep   time.Duration // when the detector heard it; 0: not
	Beeped time.Duration // when it was over
	AMD    string        // what Asterisk's AMD makes of the same: person, machine, or "unsure"
	AMDAt  time.Duration
	CPU    time.Duration
	Heard  time.Duration
}

// HearAnswers plays the cases to detectors, and to AMD.
func HearAnswers(ctx context.Context, s *Speaker, library *announcement.Library, cases []AnswerCase) ([]AnswerOutcome, error) {
	outcomes := make([]AnswerOutcome, len(cases))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(2)
	for i, c := range cases {
		group.Go(func() error {
			law, beeped, err := c.Audio(ctx, s)
			if err != nil {
				return err
			}
			o := AnswerOutcome{AnswerCase: c, Beeped: beeped}
			d := answered.New(answered.Config{Library: library})
			began := time.Now()
			for packet := range slices.Chunk(law, 160) {
				o.Heard += 20 * time.Millisecond
				for v, ok := d.Hear(packet); ok; v, ok = d.Hear(nil) {
					if v.What == answered.Beep {
						o.Beep = v.At
					} else {
						o.Got = v
					}
				}
			}
			o.CPU = time.Since(began)
			o.AMD, o.AMDAt = AMD(law)
			outcomes[i] = o
			return nil
		})
	}
	return outcomes, group.Wait()
}

// AnswerSummary counts what became of answers.
type AnswerSummary struct {
	Persons, PersonsMistaken  int // Mistaken: not taken for a person
	Machines, MachinesMissed  int
	Faxes, FaxesMissed        int
	Beeps, Heard              int
	AMDPersons, AMDMachines   int             // of the persons, whom AMD takes for no person; of the machines, which it takes for no machine
	PersonAfter, MachineAfter []time.Duration // to the right verdicts, from the first word, sorted
}

// SummariseAnswers counts.
func SummariseAnswers(outcomes []AnswerOutcome) AnswerSummary {
	var s AnswerSummary
	count := func(yes bool) int {
		if yes {
			return 1
		}
		return 0
	}
	for _, o := range outcomes {
		switch o.What {
		case answered.Person:
			s.Persons++
			s.PersonsMistaken += count(o.Got.What != o.What)
			s.AMDPersons += count(o.AMD != o.What)
			s.PersonAfter = append(s.PersonAfter, o.Got.At-o.Before)
		case answered.Machine:
			s.Machines++
			s.MachinesMissed += count(o.Got.What != o.What)
			s.AMDMachines += count(o.AMD != o.What)
			if o.Got.What == o.What {
				s.MachineAfter = append(s.MachineAfter, o.Got.At-o.Before)
			}
		case answered.Fax:
			s.Faxes++
			s.FaxesMissed += count(o.Got.What != o.What)
		}
		s.Beeps += count(o.Beeped != 0)
		s.Heard += count(o.Beep != 0)
	}
	slices.Sort(s.PersonAfter)
	slices.Sort(s.MachineAfter)
	return s
}

func (s AnswerSummary) String() string {
	return fmt.Sprintf("persons %d: mistaken %d (AMD %d), known p50 %.1f s, p95 %.1f s after their first word; machines %d: missed %d (AMD %d), known p50 %.1f s; faxes %d: missed %d; beeps %d: heard %d",
		s.Persons, s.PersonsMistaken, s.AMDPersons, quantile(s.PersonAfter, 0.5).Seconds(), quantile(s.PersonAfter, 0.95).Seconds(),
		s.Machines, s.MachinesMissed, s.AMDMachines, quantile(s.MachineAfter, 0.5).Seconds(), s.Faxes, s.FaxesMissed, s.Beeps, s.Heard)
}

// quantile of sorted durations; 0 for none.
func quantile(sorted []time.Duration, q float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(len(sorted)-1, int(q*float64(len(sorted))))]
}

// AMD is Asterisk's application of that name with its default settings, by its documentation: it counts words and times silence.
func AMD(law []byte) (what string, at time.Duration) {
	const (
		frame          = 20 * time.Millisecond
		initialSilence = 2500 * time.Millisecond
		greeting       = 1500 * time.Millisecond
		afterGreeting  = 800 * time.Millisecond
		total          = 5000 * time.Millisecond
		minWord        = 100 * time.Millisecond
		maxWord        = 5000 * time.Millisecond
		betweenWords   = 50 * time.Millisecond
		maxWords       = 2
		threshold      = 256 // mean of the samples' absolute values
	)
	var silence, voice, inARow time.Duration
	words, greets, inWord := 0, false, false
	for packet := range slices.Chunk(law, 160) {
		at += frame
		sum := 0
		for _, b := range packet {
			v := int(g711.Decode(b))
			sum += max(v, -v)
		}
		if sum/len(packet) < threshold {
			silence += frame
			if silence >= betweenWords {
				inWord, inARow = false, 0
			}
			if !greets && silence >= initialSilence {
				return answered.Machine, at
			}
			if greets && silence >= afterGreeting {
				return answered.Person, at
			}
		} else {
			inARow += frame
			voice += frame
			if inARow >= minWord && !inWord {
				words++
				inWord = true
			}
			if inARow >= maxWord || words > maxWords || greets && voice >= greeting {
				return answered.Machine, at
			}
			if inARow >= minWord {
				greets, silence = true, 0
			}
		}
		if at >= total {
			return "unsure", at
		}
	}
	return "unsure", at
}
