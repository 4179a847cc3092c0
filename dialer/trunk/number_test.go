package trunk

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"huifang/campaign/phone"
)

var home = Trunk{Name: "t", Home: "86", Format: National, MaxCalls: 10}

func code(r *Refusal) string {
	if r == nil {
		return ""
	}
	return r.Code
}

func TestCheck(t *testing.T) {
	world := home
	world.Allow = []string{"+86", "+852", "+44", "+1", "+979", "+882", "+49"}
	shanghai := home
	shanghai.Allow, shanghai.Deny = []string{"+8621", "+8613"}, []string{"+86139"}
	e164 := home
	e164.Format = E164
	america := Trunk{Name: "us", Home: "1", Format: National}
	cases := []struct {
		trunk        Trunk
		number, want string
	}{
		// What is dialled.
		{home, "13900000001", ""}, {home, "01062345678", ""}, {home, "075522345678", ""}, {home, "03715223456", ""}, {home, "09512223456", ""},
		{home, "4001234567", ""}, {home, "8001234567", ""}, {home, "+8613900000001", ""}, {home, "+861062345678", ""},
		{e164, "+8613900000001", ""}, {world, "+85251234567", ""}, {world, "+442071234567", ""}, {america, "2125550123", ""}, {america, "+12125550123", ""},
		// Of other countries.
		{home, "+85251234567", NumberForeign}, {home, "+442071234567", NumberForeign}, {america, "+18765550123", NumberForeign}, {america, "18765550123", NumberForeign},
		{america, "+8613900000001", NumberForeign}, {shanghai, "+442071234567", NumberForeign},
		// Other ways to write international calls.
		{home, "00442071234567", NumberPlan}, {home, "008613900000001", NumberPlan}, {world, "0044207123456", NumberPlan}, {home, "+0044207123456", NumberPlan},
		{america, "011442071234567", NumberPlan}, {home, "+00862112345678", NumberPlan},
		// Premium, satellite, networks: no list allows them.
		{home, "16812345678", NumberPremium}, {home, "16012345678", NumberPremium}, {home, "9001234567", NumberPlan}, {home, "+869001234567", NumberPremium},
		{home, "01016890000", NumberPremium}, {home, "057112121000", NumberPremium}, {world, "+19005550123", NumberPremium}, {world, "+97912345678", NumberPremium},
		{world, "+882123456789", NumberPremium}, {world, "+449012345678", NumberPremium}, {world, "+447012345678", NumberPremium}, {world, "+499001234567", NumberPremium},
		{america, "9005550123", NumberPremium}, {home, "+8816123456789", NumberPremium}, {world, "+85290012345678", NumberPremium},
		// Emergency and services, also in disguise.
		{home, "110", NumberEmergency}, {home, "119", NumberEmergency}, {home, "120", NumberEmergency}, {home, "122", NumberEmergency}, {home, "112", NumberEmergency},
		{home, "911", NumberEmergency}, {home, "999", NumberEmergency}, {home, "+86110", NumberEmergency}, {home, "86120", NumberEmergency}, {home, "0086119", NumberEmergency},
		{home, "0110", NumberEmergency}, {home, "00110", NumberEmergency}, {home, "+110", NumberEmergency}, {home, "+911", NumberEmergency}, {home, "000", NumberEmergency},
		{home, "10086", NumberShort}, {home, "95588", NumberShort}, {home, "12345", NumberShort}, {home, "955881234", NumberShort}, {home, "01095588", NumberShort},
		{home, "+8695588", NumberLength}, {home, "+8695588123", NumberShort}, {home, "1", NumberShort}, {home, "0", NumberShort}, {home, "09502000000", NumberShort}, {home, "09551123456", NumberPremium},
		// Not whole numbers.
		{home, "62345678", NumberPlan}, {home, "1390000000", NumberPlan}, {home, "139000000012", NumberPlan}, {home, "013900000001", NumberPlan},
		{home, "400123456", NumberPlan}, {home, "0106234567", NumberPlan}, {home, "010623456789", NumberPlan}, {home, "1390000000112345678", NumberLength},
		{home, "+86139000000011111", NumberLength}, {home, "+1234567", NumberLength}, {home, strings.Repeat("1", 500), NumberLength},
		{e164, "13900000001", NumberPlan}, {e164, "01062345678", NumberPlan},
		// Lists.
		{shanghai, "02162345678", ""}, {shanghai, "13800000001", ""}, {shanghai, "13900000001", NumberDenied}, {shanghai, "+8613900000001", NumberDenied},
		{shanghai, "01062345678", NumberNotAllowed},
		// What means something to SIP, to Asterisk, to a log, or to a terminal.
		{home, "", NumberCharacters}, {home, "+", NumberCharacters}, {home, " 13900000001", NumberCharacters}, {home, "13900000001 ", NumberCharacters},
		{home, "++8613900000001", NumberCharacters}, {home, "139+00000001", NumberCharacters}, {home, "139-0000-0001", NumberCharacters},
		{home, "13900000001\r\nX-Evil: 1", NumberCharacters}, {home, "13900000001\n", NumberCharacters}, {home, "13900000001\x00", NumberCharacters},
		{home, "13900000001;ext=1", NumberCharacters}, {home, "13900000001,1", NumberCharacters}, {home, "13900000001&SIP/x", NumberCharacters},
		{home, "13900000001@evil.example", NumberCharacters}, {home, "<sip:13900000001>", NumberCharacters}, {home, "${EXTEN}", NumberCharacters},
		{home, "139${SHELL(id)}", NumberCharacters}, {home, "13900000001|1", NumberCharacters}, {home, `"13900000001"`, NumberCharacters}, {home, "13900000001%40x", NumberCharacters},
		{home, "sip:13900000001", NumberCharacters}, {home, "1390000000１", NumberCharacters}, {home, "١٣٩٠٠٠٠٠٠٠١", NumberCharacters}, {home, "*21*13900000001#", NumberCharacters},
		{home, "#13900000001", NumberCharacters}, {home, "13900000001#", NumberCharacters}, {home, "13900000001p1", NumberCharacters}, {home, "W13900000001", NumberCharacters},
		{home, "Local/13900000001", NumberCharacters}, {home, "13900000001/n", NumberCharacters}, {home, "13900000001?Replaces=x", NumberCharacters},
		{home, "13900000001\t", NumberCharacters}, {home, "\u202e13900000001", NumberCharacters}, {home, "0x33900000001", NumberCharacters}, {home, "1.39e10", NumberCharacters},
		{home, "-13900000001", NumberCharacters}, {home, "13900000001!", NumberCharacters}, {home, "`id`", NumberCharacters}, {home, "13900000001\\", NumberCharacters},
	}
	for _, tc := range cases {
		if got := code(tc.trunk.Check(tc.number)); got != tc.want {
			t.Errorf("%s trunk of +%s, allow %v: %q: %q, want %q", tc.trunk.Format, tc.trunk.Home, tc.trunk.Allow, tc.number, got, tc.want)
		}
	}
}

func TestCallerIDs(t *testing.T) {
	for id, ok := range map[string]bool{
		"": true, "01062345678": true, "+861062345678": true, "95588": true, "12345678901234567890": true,
		"110": false, "119": false, "+911": false, "12": false, "123456789012345678901": false, "+": false, "1;x=y": false, "0106234\r\nX: 1": false,
		"\"x\" <sip:1>": false, "010-62345678": false, "010 62345678": false, "０１０６２３４５６７８": false, "${X}": false, "1|2": false, "anonymous": false,
	} {
		if got := CheckCallerID(id) == nil; got != ok {
			t.Errorf("%q: allowed %v, want %v", id, got, ok)
		}
	}
}

// Whatever is thrown at the guard, what it lets through is plain digits of a possible length, inside the country unless the
// list says otherwise, and never one of the numbers that nobody may call.
func TestCheckProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.OneOf(
			rapid.String(),
			rapid.StringMatching(`\+?[0-9]{0,18}`),
			rapid.StringMatching(`(\+86|0086|86|0)?(1[0-9]{2,11}|[2-9][0-9]{2,11}|[0-9]{1,6})`),
			rapid.StringMatching(`\+?[0-9]{5,11}[;,&@<>|$"{}()\r\n\t %*#/]?[0-9]{0,5}`),
		).Draw(t, "number")
		tr := home
		tr.Allow = rapid.SampledFrom([][]string{nil, {"+86"}, {"+852", "+86"}}).Draw(t, "allow")
		tr.Deny = rapid.SampledFrom([][]string{nil, {"+86139"}}).Draw(t, "deny")
		tr.Format = rapid.SampledFrom([]Format{National, E164}).Draw(t, "format")
		if tr.Check(number) != nil {
			return
		}
		digits := strings.TrimPrefix(number, "+")
		if strings.Trim(digits, "0123456789") != "" || len(digits) < 8 || len(digits) > 15 || strings.HasPrefix(digits, "00") {
			t.Fatalf("%q is let through", number)
		}
		e164, refusal := Canonical(number, "86")
		if refusal != nil {
			t.Fatalf("%q: Check allows and Canonical refuses: %v", number, refusal)
		}
		if again, r := Canonical(e164, "86"); r != nil || again != e164 {
			t.Fatalf("%q: %s read again is %s, %v", number, e164, again, r)
		}
		if !strings.HasPrefix(e164, "+86") && len(tr.Allow) < 2 || strings.HasPrefix(e164, "+86139") && tr.Deny != nil {
			t.Fatalf("%q is let through although the lists forbid it", number)
		}
		for _, e := range emergency {
			if strings.TrimPrefix(e164, "+86") == e {
				t.Fatalf("%q calls %s", number, e)
			}
		}
	})
}

var noArea = regexp.MustCompile(`^\+86(95[06-9]|96|(10|2[0-9]|[3-9][0-9]{2})[48]00[0-9]{7}$|[0-9]{1,9}$)`)

// The guard refuses no number that an import or a form has taken (R3), but for those that cost: nobody's follow-up waits for ever.
func TestCheckAgreesWithPhone(t *testing.T) {
	taken := 0
	rapid.Check(t, func(t *rapid.T) {
		raw := rapid.OneOf(
			rapid.StringMatching(`1[3-9][0-9]{9}`), rapid.StringMatching(`0(10|2[0-9])[2-9][0-9]{7}`),
			rapid.StringMatching(`0[3-9][0-9]{2}[2-9][0-9]{6,7}`), rapid.StringMatching(`[48]00[0-9]{7}`), rapid.StringMatching(`[0-9]{7,12}`),
		).Draw(t, "raw")
		n, err := phone.Normalise(raw, "CN")
		if err != nil {
			return
		}
		if noArea.MatchString(n.E164) {
			return // the library takes them for landlines; they are services: there is no such area code, or too few digits are behind it
		}
		taken++
		for _, form := range []string{n.National, n.E164} {
			if r := home.Check(form); r != nil && r.Code != NumberPremium {
				t.Fatalf("%q as %q: %v", raw, form, r)
			}
			if e164, r := Canonical(form, "86"); r == nil && e164 != n.E164 {
				t.Fatalf("%q is %s, the guard reads %s", form, n.E164, e164)
			}
		}
	})
	if taken < 20 {
		t.Fatalf("only %d numbers were compared", taken)
	}
}

func TestEveryRefusalHasWords(t *testing.T) {
	for _, c := range []string{NumberCharacters, NumberLength, NumberShort, NumberEmergency, NumberPremium, NumberForeign, NumberPlan, NumberDenied, NumberNotAllowed, CallerIDBad} {
		if refusals[c] == "" || !strings.HasPrefix(refuse(c).Error(), c+": ") {
			t.Errorf("%s: %q", c, fmt.Sprint(refuse(c)))
		}
	}
	for _, p := range premium {
		if !CheckPrefix(p) {
			t.Errorf("premium prefix %q is malformed", p)
		}
	}
}
