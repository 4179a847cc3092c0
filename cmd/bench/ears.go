package main

import (
	"context"
	"fmt"
	"io/fs"
	"slices"
	"syscall"
	"time"

	"huifang/cmd/internal/spoken"
	"huifang/configs"
	"huifang/dialer/announcement"
	"huifang/dialer/answered"
	"huifang/dialer/webrtc/g711"
)

// earsLimits: at least so many announcements right, and 100 ringing calls for no more than so much of a core.
const (
	earsRight = 99.0
	earsCore  = 50.0 // per cent
)

// ears measures what tells announcements before the answer apart, and what answered: how often it is right, how soon, and
// what it costs. Voices, speeds and noise are none that it was made with. Beside the detector stands Asterisk's AMD (its
// documented algorithm with its default settings) on the same audio.
func (b *bench) ears(ctx context.Context) ([]row, error) {
	n, answers, minute := 1200, 800, 60
	if b.quick {
		n, answers, minute = 40, 40, 5
	}
	speaker, err := spoken.NewSpeaker(ctx)
	if err != nil {
		return nil, err
	}
	folder, err := fs.Sub(configs.Announcements, "announcements")
	if err != nil {
		return nil, err
	}
	library, err := announcement.Load(folder)
	if err != nil {
		return nil, err
	}
	say("%d calls with early media", n)
	heard, err := spoken.Hear(ctx, speaker, library, spoken.Cases(n, 7, spoken.Announcements, spoken.UnseenSpeech, spoken.HeldOutVariants, spoken.HeldOutSpeeds))
	if err != nil {
		return nil, err
	}
	early := spoken.Summarise(heard)
	for _, o := range early.Errors {
		say("taken for %s: %s", o.Got(), o.Case)
	}
	say("%d answered calls", answers)
	taken, err := spoken.HearAnswers(ctx, speaker, library, spoken.AnswerCases(answers, 7, spoken.HeldOutVariants, spoken.HeldOutSpeeds))
	if err != nil {
		return nil, err
	}
	after := spoken.SummariseAnswers(taken)

	// One call after the other, nothing else of ours at work.
	say("what it costs")
	speech, err := spoken.Case{Parts: spoken.OtherSpeech[:6], Voice: spoken.Voice{Variant: "m4"}}.Audio(ctx, speaker)
	if err != nil {
		return nil, err
	}
	ringback := append(g711.Tone(450, -15, spoken.Rate), g711.Tone(0, 0, 4*spoken.Rate)...)
	listen := func(audio []byte) float64 {
		return cost(audio, minute, func() func([]byte) { x := library.Listener(); return func(p []byte) { x.Hear(p) } })
	}
	ofSpeech, ofRingback := listen(speech), listen(ringback)
	detect := cost(speech, minute, func() func([]byte) {
		d := answered.New(answered.Config{Library: library})
		return func(p []byte) { d.Hear(p) }
	})
	right := 100 * float64(early.Right) / float64(max(1, early.Announcements))
	share := func(n, of int) string { return fmt.Sprintf("%d of %d", n, of) }
	return []row{
		{what: "carrier announcements recognised before the answer (held-out voices, 120-200 words a minute, any cut-in, -12 to +6 dB, A-law, noise 20 dB)",
			ours:   fmt.Sprintf("%.2f %% (%s), %d unknown, %d wrong", right, share(early.Right, early.Announcements), early.Unknown, early.Wrong),
			target: verdict(fmt.Sprintf(">= %.0f %%, 0 wrong", earsRight), right >= earsRight && early.Wrong == 0)},
		{what: "other speech taken for an announcement that ends the call", ours: share(early.Mistaken, early.Others), target: verdict("0", early.Mistaken == 0)},
		{what: "time to that verdict, p50 and p95", ours: fmt.Sprintf("%.1f s, %.1f s", early.At(0.5).Seconds(), early.At(0.95).Seconds())},
		{what: "persons taken for a machine; beside it Asterisk's AMD", ours: share(after.PersonsMistaken, after.Persons), limit: share(after.AMDPersons, after.Persons),
			target: verdict("0", after.PersonsMistaken == 0)},
		{what: "machines not recognised; beside it Asterisk's AMD", ours: share(after.MachinesMissed, after.Machines), limit: share(after.AMDMachines, after.Machines)},
		{what: "fax machines not recognised; beeps heard", ours: fmt.Sprintf("%s; %s", share(after.FaxesMissed, after.Faxes), share(after.Heard, after.Beeps))},
		{what: "time to person, p50 and p95 after the first word", ours: fmt.Sprintf("%.1f s, %.1f s", quantileOf(after.PersonAfter, 0.5), quantileOf(after.PersonAfter, 0.95))},
		{what: "100 calls whose early media is speech, share of a core", ours: fmt.Sprintf("%.1f %%", 100*ofSpeech), target: verdict(fmt.Sprintf("<= %.0f %%", earsCore), 100*ofSpeech <= earsCore)},
		{what: "100 calls with ring-back tone, share of a core", ours: fmt.Sprintf("%.1f %%", 100*ofRingback)},
		{what: "100 answered calls until it is known what answered, share of a core", ours: fmt.Sprintf("%.1f %%", 100*detect)},
	}, nil
}

func quantileOf(ds []time.Duration, q float64) float64 { return durations(ds).quantile(q) / 1000 }

// processorTime is what this process has used up to now.
func processorTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err) // RUSAGE_SELF is always known
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// cost returns what a second of audio costs, in per cent of a second of processor time: the least of five runs.
func cost(audio []byte, seconds int, begin func() func([]byte)) float64 {
	least := 0.0
	for range 5 {
		hear := begin()
		began := processorTime()
		for sent := 0; sent < seconds*spoken.Rate; {
			for packet := range slices.Chunk(audio, 160) {
				hear(packet)
				if sent += len(packet); sent >= seconds*spoken.Rate {
					break
				}
			}
		}
		if share := 100 * (processorTime() - began).Seconds() / float64(seconds); least == 0 || share < least {
			least = share
		}
	}
	return least
}
