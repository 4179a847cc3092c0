package campaign_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"huifang/campaign"
	"huifang/dialer"
	"huifang/dialer/call"
)

var modes = []dialer.Mode{dialer.Manual, dialer.Preview, dialer.Progressive, dialer.Predictive, dialer.Agentless, dialer.Inbound}

func TestModeSettingsAreKeptAsTheyAre(t *testing.T) {
	m := campaign.DefaultModeSettings()
	m.Notice.Keys = map[string]string{"5": "end"} // and none of the defaults
	m.Preview.Reasons = []campaign.SkipReason{}
	raw, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	got, err := campaign.ReadModeSettings(raw)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(m, got); diff != "" {
		t.Error(diff)
	}
	for _, empty := range []string{"", "{}", " {} "} {
		if got, err := campaign.ReadModeSettings([]byte(empty)); err != nil || !cmp.Equal(got, campaign.DefaultModeSettings()) {
			t.Errorf("%q: %+v, %v", empty, got, err)
		}
	}
	if _, err := campaign.ReadModeSettings([]byte(`{"notice":3}`)); err == nil {
		t.Error("nonsense is read")
	}
}

func TestModeSettingsAreChecked(t *testing.T) {
	for _, c := range []struct {
		name   string
		mode   dialer.Mode
		change func(*campaign.ModeSettings)
		code   string // "": nothing is wrong
		at     string
	}{
		{"as delivered", dialer.Predictive, func(*campaign.ModeSettings) {}, "", ""},
		{"nothing for the abandoned", dialer.Predictive, func(m *campaign.ModeSettings) { m.Predictive.Prompt = "" }, campaign.CodePromptRequired, "/predictive/prompt"},
		{"not needed elsewhere", dialer.Progressive, func(m *campaign.ModeSettings) { m.Predictive.Prompt = "" }, "", ""},
		{"no notice", dialer.Agentless, func(*campaign.ModeSettings) {}, campaign.CodePromptRequired, "/notice/prompt"},
		{"nobody can confirm", dialer.Agentless, func(m *campaign.ModeSettings) {
			m.Notice.Prompt, m.Notice.Done, m.Notice.Keys = "1", campaign.NoticeConfirmed, map[string]string{"2": "repeat"}
		}, campaign.CodeConfirmKey, "/notice/keys"},
		{"machines to agents who are not there", dialer.Agentless, func(m *campaign.ModeSettings) { m.Notice.Prompt, m.Detection.Machine = "1", "agent" }, campaign.CodeMachineAgent, "/detection/machine"},
		{"machines to agents by key", dialer.Agentless, func(m *campaign.ModeSettings) {
			m.Notice.Prompt, m.Detection.Machine, m.Notice.Keys["0"] = "1", "agent", "agent"
		}, "", ""},
		{"no message", dialer.Progressive, func(m *campaign.ModeSettings) { m.Detection.Machine = "message" }, campaign.CodePromptRequired, "/detection/prompt"},
		{"nothing listens for machines", dialer.Manual, func(m *campaign.ModeSettings) { m.Detection.Machine = "message" }, "", ""},
		{"the notice is the message", dialer.Agentless, func(m *campaign.ModeSettings) { m.Notice.Prompt, m.Detection.Machine = "1", "message" }, "", ""},
		{"two digits", dialer.Manual, func(m *campaign.ModeSettings) { m.Notice.Keys["12"] = "end" }, campaign.CodeKeyBad, "/notice/keys/12"},
		{"no action", dialer.Manual, func(m *campaign.ModeSettings) { m.Notice.Keys["*"] = "dance" }, campaign.CodeKeyBad, "/notice/keys/*"},
		{"a reason twice", dialer.Preview, func(m *campaign.ModeSettings) { m.Preview.Reasons[1].Code = m.Preview.Reasons[0].Code }, campaign.CodeDuplicate, "/preview/reasons/1/code"},
		{"the timeout's reason", dialer.Preview, func(m *campaign.ModeSettings) { m.Preview.Reasons[1].Code = "timeout" }, campaign.CodeReserved, "/preview/reasons/1/code"},
		{"later, but when", dialer.Preview, func(m *campaign.ModeSettings) { m.Preview.Reasons[0].DelayS = 0 }, campaign.CodeDelayRequired, "/preview/reasons/0/delay_s"},
	} {
		m := campaign.DefaultModeSettings()
		c.change(&m)
		errs := m.Validate(c.mode)
		switch {
		case c.code == "" && len(errs) > 0:
			t.Errorf("%s: %v", c.name, errs)
		case c.code != "" && (len(errs) != 1 || errs[0].Code != c.code || errs[0].Pointer != c.at):
			t.Errorf("%s: %v, must be %s at %s", c.name, errs, c.code, c.at)
		}
	}
}

// What a call is told fits the mode: a preview only in preview, keys and a notice only without agents, no machine detection for
// an agent who dials himself.
func TestPolicyOfEachMode(t *testing.T) {
	m := campaign.DefaultModeSettings()
	m.Detection.Machine, m.Detection.Prompt, m.Notice.Prompt, m.Preview.Then = "message", "3", "4", "skip"
	for _, mode := range modes {
		p := m.Policy(mode)
		if p.Mode != mode || !p.Listen {
			t.Errorf("%s: %+v", mode, p)
		}
		if (p.Preview == time.Minute) != (mode == dialer.Preview) || p.PreviewDial {
			t.Errorf("%s: preview %s", mode, p.Preview)
		}
		notice := mode == dialer.Agentless
		if (p.Prompts.Notice == "4") != notice || (len(p.Keys) == 3) != notice || (p.Repeat == 2) != notice || (p.Prompts.Machine == "4") != notice {
			t.Errorf("%s: %+v", mode, p)
		}
		if (p.Machine == call.NoDetection) != (mode == dialer.Manual) {
			t.Errorf("%s: machine %q", mode, p.Machine)
		}
		if campaign.Alone(mode) && p.Prompts.Abandoned == "" {
			t.Errorf("%s: nothing for who is abandoned", mode)
		}
	}
	if !slices.Equal([]string{m.Prompts()["/notice/prompt"], m.Prompts()["/detection/prompt"], m.Prompts()["/predictive/prompt"]}, []string{"4", "3", "shipped:abandoned-zh"}) {
		t.Errorf("%v", m.Prompts())
	}
}
