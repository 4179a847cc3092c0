package spoken

import (
	"testing"

	"huifang/dialer/answered"
)

// TestAnswers is R17's measure after the answer: nobody may be taken for a machine; machines with a beep, or with a carrier's greeting, are
// known; faxes too.
func TestAnswers(t *testing.T) {
	outcomes, err := HearAnswers(t.Context(), speaker(t), library(t), AnswerCases(cases(t, 160), 2026, HeldOutVariants, HeldOutSpeeds))
	if err != nil {
		t.Fatal(err)
	}
	sum := SummariseAnswers(outcomes)
	t.Log(sum)
	for _, o := range outcomes {
		switch {
		case o.What == answered.Person && o.Got.What != answered.Person, o.What == answered.Fax && o.Got.What != answered.Fax:
			t.Errorf("%s (%s, %s): %s", o.Got.What, o.Got.Why, o.Got.At, o.AnswerCase)
		case o.Got.What != o.What:
			t.Logf("%s (%s, %s): %s", o.Got.What, o.Got.Why, o.Got.At, o.AnswerCase)
		}
		if late := o.Beep - o.Beeped; o.Beep != 0 && (late < -50e6 || late > 100e6) {
			t.Errorf("the beep that ended at %s was heard at %s: %s", o.Beeped, o.Beep, o.AnswerCase)
		}
	}
	if found := sum.Machines - sum.MachinesMissed; found*100 < sum.Machines*80 {
		t.Errorf("%d of %d machines found", found, sum.Machines)
	}
	if sum.Heard*100 < sum.Beeps*95 {
		t.Errorf("%d of %d beeps heard", sum.Heard, sum.Beeps)
	}
}
