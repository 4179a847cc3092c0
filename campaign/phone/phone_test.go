package phone

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/nyaruka/phonenumbers"
	"pgregory.net/rapid"
)

func TestNormaliseAccepts(t *testing.T) {
	for _, c := range []struct {
		raw  string
		want Number
	}{
		{"13900000001", Number{"+8613900000001", "13900000001", "CN"}},
		{" 139-0000-0001\t", Number{"+8613900000001", "13900000001", "CN"}},
		{"+86 139 0000 0001", Number{"+8613900000001", "13900000001", "CN"}},
		{"(+86)13900000001", Number{"+8613900000001", "13900000001", "CN"}},
		{"0086 13900000001", Number{"+8613900000001", "13900000001", "CN"}},
		{"8613900000001", Number{"+8613900000001", "13900000001", "CN"}},
		{"139.0000.0001", Number{"+8613900000001", "13900000001", "CN"}},
		{"＋８６　１３９００００－０００１", Number{"+8613900000001", "13900000001", "CN"}},
		{"\u202d13900000001\u202c", Number{"+8613900000001", "13900000001", "CN"}},
		{"\u00a013900000001", Number{"+8613900000001", "13900000001", "CN"}},
		{"010-62345678", Number{"+861062345678", "01062345678", "CN"}},
		{"（010）62345678", Number{"+861062345678", "01062345678", "CN"}},
		{"1062345678", Number{"+861062345678", "01062345678", "CN"}}, // a spreadsheet dropped the zero
		{"0755 1234 5678", Number{"+8675512345678", "075512345678", "CN"}},
		{"400-810-1234", Number{"+864008101234", "4008101234", "CN"}},
		{"800 810 1234", Number{"+868008101234", "8008101234", "CN"}},
	} {
		got, err := Normalise(c.raw, "CN")
		if err != nil {
			t.Errorf("%q: %v", c.raw, err)
		} else if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%q: %s", c.raw, d)
		}
	}
	if got, err := Normalise("+852 9123 4567", "CN", "HK", "US"); err != nil || got != (Number{"+85291234567", "91234567", "HK"}) {
		t.Errorf("allowed foreign number: %v %v", got, err)
	}
}

func TestNormaliseRefuses(t *testing.T) {
	for code, raws := range map[string][]string{
		CodeEmpty:       {"", "   ", "\u3000\u200b"},
		CodeTooShort:    {"+", "-", "()", "1", "139000000", "+861390000000", "1390000001"},
		CodeTooLong:     {"139000000012345", "139000000010", "13900000001 13900000002", strings.Repeat("1", 1000), "13900000001 " + strings.Repeat(" ", 200)},
		CodeNotValid:    {"12000000000", "62345678", "0755-1234567", "+99912345678", "16812345678", "021110"},
		CodeEmergency:   {"110", "119", "120", "122", "112", "911", "1-1-0", "+86110", "0086 120", "86119", "１１０"},
		CodeShortNumber: {"10086", "95588", "12345", "13912", "12315", "123456", "+8610086", "96110", "12110"},
		CodePremiumRate: {"16890000"},
		CodeForeign:     {"+85291234567", "0085291234567", "+12125550100", "+442079460000"},
		CodeSpreadsheet: {"1.39E+10", "1.39000e+10", "13900000001.0"},
		CodeBadRegion:   nil, // below
		CodeBadCallerID: nil, // below
		CodeBadType:     nil, // below
		CodeBadCharacters: {
			"13900000001x12", "13900000001,12", "13900000001;12", "13900000001转12", "sip:13900000001@example.com",
			"13900000001@carrier", "PJSIP/13900000001", "13900000001&PJSIP/2", "13900000001|2", "13900000001=1", "=\"13900000001\"",
			"'13900000001", "\"13900000001\"", "<13900000001>", "13900000001\r\nX-Evil: 1", "13900000001\n", "139\t00000001", "139*0000#",
			"13900000001\x00", "13900000001\xff", "139+00000001", "++8613900000001", "abc", "無", "13900000001/13900000002", "${EXTEN}",
		},
	} {
		for _, raw := range raws {
			got, err := Normalise(raw, "CN")
			var e *Error
			if !errors.As(err, &e) || e.Code != code || e.Detail == "" || got != (Number{}) {
				t.Errorf("%q: got %v, %v; want %s", raw, got, err, code)
			}
		}
	}
	for _, c := range []struct{ raw, region, code string }{
		{"13900000001", "XX", CodeBadRegion},
		{"13900000001", "", CodeBadRegion},
		{"03001234567", "GB", CodeBadType}, // UAN
		{"09012345678", "GB", CodePremiumRate},
		{"999", "GB", CodeEmergency},
	} {
		_, err := Normalise(c.raw, c.region)
		var e *Error
		if !errors.As(err, &e) || e.Code != c.code {
			t.Errorf("%q in %q: got %v, want %s", c.raw, c.region, err, c.code)
		}
	}
}

func TestMask(t *testing.T) {
	for in, want := range map[string]string{
		"+8613812345678": "138****5678",
		"+861062345678":  "010****5678",
		"+8675512345678": "0755****5678",
		"+864008101234":  "40****1234",
		"+85291234567":   "****4567",
		"13812345678":    "138****5678",
		"":               "",
		"+":              "****",
		"110":            "****",
		"secret":         "****",
	} {
		if got := Mask(in); got != want {
			t.Errorf("Mask(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestCallerID(t *testing.T) {
	for _, ok := range []string{"01062345678", "+861062345678", "95588", "12345678901234567890"} {
		if err := CallerID(ok); err != nil {
			t.Errorf("%q: %v", ok, err)
		}
	}
	for _, bad := range []string{"", "+", "12", "123456789012345678901", "010-62345678", "1390000 0001", "++861", "86+1", "１２３４５", "12345\r\n", "1234;x", "\"Bank\" <95588>"} {
		var e *Error
		if err := CallerID(bad); !errors.As(err, &e) || e.Code != CodeBadCallerID {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

var (
	e164Form  = regexp.MustCompile(`^\+[0-9]{4,15}$`) // the check of the contact table
	digitForm = regexp.MustCompile(`^[0-9]+$`)
)

func check(t interface{ Fatalf(string, ...any) }, raw string) {
	n, err := Normalise(raw, "CN", "HK")
	if err != nil {
		var e *Error
		if !errors.As(err, &e) || e.Code == "" || e.Detail == "" || n != (Number{}) {
			t.Fatalf("%q: %v %v", raw, n, err)
		}
		return
	}
	if !e164Form.MatchString(n.E164) || !digitForm.MatchString(n.National) {
		t.Fatalf("%q: %+v", raw, n)
	}
	for _, again := range []string{n.E164, n.National} {
		region := n.Region
		if m, err := Normalise(again, region); err != nil || m != n {
			t.Fatalf("%q: %+v; again from %q: %+v, %v", raw, n, again, m, err)
		}
	}
	if m := Mask(n.E164); strings.Count(m, "*") != 4 || len(m)-4 > len(n.National)-4 {
		t.Fatalf("mask of %q shows too much: %q", n.National, m)
	}
}

func TestNormaliseProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		check(t, rapid.OneOf(
			rapid.StringMatching(`[+＋]?[0-9０-９ ().-]{0,24}`),
			rapid.StringMatching(`(\+86|0086|86)?1[3-9][0-9]{9}`),
			rapid.StringMatching(`0[1-9][0-9]{8,10}`),
			rapid.String(),
		).Draw(t, "raw"))
	})
}

// Every Chinese mobile and landline that is accepted in one spelling is the same number in all of them.
func TestSpellings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`13[0-9]{9}|010[2-8][0-9]{7}|0755[2-8][0-9]{7}`).Draw(t, "national")
		want, err := Normalise(s, "CN")
		if err != nil && s[0] == '0' {
			return // not every landline range is assigned, such as 010 8000 0000
		}
		if err != nil || want.National != s {
			t.Fatalf("%q: %+v %v", s, want, err)
		}
		rest := strings.TrimPrefix(s, "0")
		sep := rapid.SampledFrom([]string{"", " ", "-", "－", ".", "（"}).Draw(t, "sep")
		for _, spelled := range []string{"+86" + rest, "0086" + sep + rest, "+86 (0)" + rest, rest[:3] + sep + rest[3:]} {
			if strings.Contains(spelled, "(0)") && s[0] != '0' {
				continue
			}
			if got, err := Normalise(spelled, "CN"); err != nil || got != want {
				t.Fatalf("%q as %q: %+v %v", s, spelled, got, err)
			}
		}
	})
}

// The example numbers of every region come back from their E.164 form unchanged, so allow lists work anywhere.
func TestExamplesOfAllRegions(t *testing.T) {
	n := 0
	for region := range phonenumbers.GetSupportedRegions() {
		ex := phonenumbers.GetExampleNumberForType(region, phonenumbers.MOBILE)
		if ex == nil {
			continue
		}
		e164 := phonenumbers.Format(ex, phonenumbers.E164)
		// Dependencies share number ranges with their country (Jersey and GB): any region of the country code will do.
		got, err := Normalise(e164, "CN", phonenumbers.GetRegionCodesForCountryCode(int(ex.GetCountryCode()))...)
		if err != nil || got.E164 != e164 || !digitForm.MatchString(got.National) {
			t.Errorf("%s %s: %+v %v", region, e164, got, err)
		}
		n++
	}
	if n < 200 {
		t.Fatalf("only %d regions", n)
	}
}

func FuzzNormalise(f *testing.F) {
	for _, s := range []string{"13900000001", "+86 010-62345678", "１３９", "1.39E+10", "a\x00\xff", "110"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		check(t, raw)
		if m := Mask(raw); len(m) > 12 {
			t.Fatalf("mask %q", m)
		}
		_ = CallerID(raw)
	})
}

func BenchmarkNormalise(b *testing.B) {
	for b.Loop() {
		_, _ = Normalise("139-0000-0001", "CN")
	}
}

func TestZones(t *testing.T) {
	for number, want := range map[string]string{
		"+8613900000001": "Asia/Shanghai", "+869912345678": "Asia/Shanghai", "+85223456789": "Asia/Hong_Kong", "+12125550123": "America/New_York",
		"+447911123456": "Europe/Guernsey Europe/Isle_of_Man Europe/London", "+80012345678": "", "": "", "+": "", "abc": "",
	} {
		if got := strings.Join(Zones(number), " "); got != want {
			t.Errorf("%s: %s, want %s", number, got, want)
		}
	}
	if n := len(Zones("+18005550123")); n < 30 {
		t.Errorf("a toll-free number may be in %d zones", n)
	}
}
