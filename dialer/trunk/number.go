package trunk

import (
	"slices"
	"strings"
)

// Refusal says why a number or caller ID may not leave. It never holds the number: it may be logged.
type Refusal struct {
	Code string
}

func (r *Refusal) Error() string { return r.Code + ": " + refusals[r.Code] }

// The codes of a Refusal, stable for translation.
const (
	NumberCharacters = "number_characters"
	NumberLength     = "number_length"
	NumberShort      = "number_short"
	NumberEmergency  = "number_emergency"
	NumberPremium    = "number_premium"
	NumberForeign    = "number_international"
	NumberPlan       = "number_plan"
	NumberDenied     = "number_denied"
	NumberNotAllowed = "number_not_allowed"
	CallerIDBad      = "caller_id_bad"
)

var refusals = map[string]string{
	NumberCharacters: "something else than digits with at most one plus before them",
	NumberLength:     "too short or too long for a telephone number",
	NumberShort:      "service numbers are not dialled",
	NumberEmergency:  "emergency numbers are not dialled",
	NumberPremium:    "premium-rate and satellite numbers are not dialled",
	NumberForeign:    "international numbers need an entry in the trunk's list of allowed prefixes",
	NumberPlan:       "not a whole number of the country; a landline needs its area code, and 00 is written as plus",
	NumberDenied:     "the trunk's list of denied prefixes has it",
	NumberNotAllowed: "the trunk's list of allowed prefixes does not have it",
	CallerIDBad:      "must be 3 to 20 digits with at most one plus before them, and no emergency number",
}

const (
	minDigits, maxDigits           = 8, 15 // of E.164 (ITU-T E.164, 6.1); no country's numbers are shorter
	minCallerDigits, maxCallerDigs = 3, 20 // longer than E.164: some carriers want an extension behind the number
)

// emergency are taken as emergency calls by networks whatever the country (3GPP TS 22.101, 10.1), and China's police, fire,
// ambulance and traffic police.
var emergency = []string{"110", "119", "120", "122", "112", "911", "999", "000", "08", "118", "995", "12110", "12395"}

// premium are numbers that cost the caller more than a call, or are known from toll fraud; no list of a trunk allows them.
// In E.164, with the plus. Beside those of countries: 808 shared cost, 870 Inmarsat, 878 personal, 881 satellite,
// 882/883 networks, 888 and 979 premium (ITU-T E.164.1).
var premium = strings.Fields(`
	+808 +870 +878 +881 +882 +883 +888 +979
	+1900 +1976
	+86160 +86168 +86900 +8612590 +8612530
	+852900 +853900 +886204 +886203 +81990 +81570 +8260 +8250 +651900 +60600 +66190 +631900 +91190 +841900
	+61190 +64900
	+4487 +449 +4470 +4476 +3389 +49900 +49190 +49180 +39892 +39894 +39895 +39899 +39144 +39163 +39164 +39166
	+34803 +34806 +34807 +34905 +35115 +353155 +353156 +353157 +353158 +353159 +3190 +3290 +352900 +4190 +4390 +4393
	+46900 +46939 +46944 +4782 +4590 +358600 +358700 +4870 +42090 +42190 +3690 +3090 +7803 +7809 +38090 +3809
	+52900 +55900 +54600 +56700 +57190`)

// within are the parts of a country code's numbers that are other countries: callers at home pay international rates.
var within = map[string][]string{
	"1": strings.Fields(`242 246 264 268 284 340 345 441 473 649 658 664 670 671 684 721 758 767 784 787 809 829 849 868 869 876 939`),
	"7": strings.Fields(`6 7`), // Kazakhstan
}

func refuse(code string) *Refusal { return &Refusal{Code: code} }

// Check is the guard before a dial: it tells why a number, as it would stand in this trunk's dial string, may not leave; nil
// when it may. It takes nothing for granted that was checked before.
func (t Trunk) Check(number string) *Refusal {
	e164, refusal := Canonical(number, t.Home)
	if refusal != nil {
		return refusal
	}
	if t.Format == E164 && number[0] != '+' {
		return refuse(NumberPlan)
	}
	begins := func(prefix string) bool { return strings.HasPrefix(e164, prefix) }
	switch {
	case slices.ContainsFunc(t.Deny, begins):
		return refuse(NumberDenied)
	case slices.ContainsFunc(t.Allow, begins):
		return nil
	case abroad(e164, t.Home):
		return refuse(NumberForeign)
	case len(t.Allow) > 0:
		return refuse(NumberNotAllowed)
	}
	return nil
}

// Canonical reads a dial string, national as dialled in the country with calling code home or E.164, and gives E.164. It
// refuses what is never dialled by any trunk.
func Canonical(number, home string) (e164 string, refusal *Refusal) {
	digits := strings.TrimPrefix(number, "+")
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return "", refuse(NumberCharacters)
	}
	if len(digits) > maxDigits+2 {
		return "", refuse(NumberLength)
	}
	for _, form := range []string{digits, strings.TrimPrefix(digits, home), strings.TrimPrefix(digits, "00"+home)} {
		if slices.Contains(emergency, form) || slices.Contains(emergency, strings.TrimLeft(form, "0")) {
			return "", refuse(NumberEmergency)
		}
	}
	if plus := len(digits) < len(number); plus {
		e164 = "+" + digits
		if digits[0] == '0' {
			return "", refuse(NumberPlan) // no country code begins so
		}
	} else {
		nsn, refusal := significant(digits, home)
		if refusal != nil {
			return "", refusal
		}
		e164 = "+" + home + nsn
	}
	if n := len(e164) - 1; n < minDigits || n > maxDigits {
		return "", refuse(NumberLength)
	}
	if slices.ContainsFunc(premium, func(prefix string) bool { return strings.HasPrefix(e164, prefix) }) {
		return "", refuse(NumberPremium)
	}
	if nsn, ok := strings.CutPrefix(e164, "+86"); ok {
		if refusal := china(nsn); refusal != nil {
			return "", refusal
		}
	}
	return e164, nil
}

// significant is the number without the prefix that is dialled inside the country.
func significant(digits, home string) (nsn string, refusal *Refusal) {
	switch {
	case strings.HasPrefix(digits, "00"), home == "1" && strings.HasPrefix(digits, "011"):
		return "", refuse(NumberPlan) // the prefix of international calls
	case len(digits) < 6:
		return "", refuse(NumberShort)
	case home == "86" && digits[0] == '0':
		if nsn = digits[1:]; nsn[0] == '1' && nsn[1] >= '3' {
			return "", refuse(NumberPlan) // a mobile is dialled without
		}
		return nsn, nil
	case home == "86" && digits[0] != '1' && !strings.HasPrefix(digits, "400") && !strings.HasPrefix(digits, "800"):
		if strings.HasPrefix(digits, "95") || strings.HasPrefix(digits, "96") {
			return "", refuse(NumberShort)
		}
		return "", refuse(NumberPlan) // a landline without area code
	case home == "1":
		return strings.TrimPrefix(digits, "1"), nil
	}
	return strings.TrimPrefix(digits, "0"), nil
}

// china checks a national significant number of China: mobile, landline with area code, 400 or 800.
func china(nsn string) *Refusal {
	whole := func(ok bool) *Refusal {
		if !ok {
			return refuse(NumberPlan)
		}
		return nil
	}
	if nsn[0] == '1' && nsn[1] >= '3' {
		return whole(len(nsn) == 11)
	}
	area := 3
	switch {
	case strings.HasPrefix(nsn, "400"), strings.HasPrefix(nsn, "800"):
		return whole(len(nsn) == 10)
	case strings.HasPrefix(nsn, "10"), nsn[0] == '2':
		area = 2
	case len(nsn) == 10 && nsn[:3] >= "951" && nsn[:3] <= "955": // landlines of Ningxia
	case nsn[0] < '3', strings.HasPrefix(nsn, "95"), strings.HasPrefix(nsn, "96"):
		return refuse(NumberShort) // 1xx.. and 95xxx: services, also those with more digits behind
	}
	// Behind an area code no subscriber's number begins with 0 or 1: what does, is a service such as 12121 or 16890000.
	if len(nsn) <= area || nsn[area] < '2' {
		return refuse(NumberPremium)
	}
	n := len(nsn) - area
	if n < 7 {
		return refuse(NumberShort)
	}
	return whole(n == 7 && area == 3 || n == 8)
}

// abroad tells of numbers that are international calls from the country with calling code home.
func abroad(e164, home string) bool {
	nsn, ok := strings.CutPrefix(e164, "+"+home)
	return !ok || slices.ContainsFunc(within[home], func(part string) bool { return strings.HasPrefix(nsn, part) })
}

// CheckCallerID tells why a number may not be shown to customers; nil when it may. "" leaves it to the trunk.
func CheckCallerID(id string) *Refusal {
	digits := strings.TrimPrefix(id, "+")
	switch {
	case id == "":
		return nil
	case len(digits) < minCallerDigits, len(digits) > maxCallerDigs, strings.Trim(digits, "0123456789") != "":
		return refuse(CallerIDBad)
	case slices.Contains(emergency, digits): // nobody is called by the police
		return refuse(CallerIDBad)
	}
	return nil
}

// CheckPrefix tells whether a prefix of a list is well-formed: a plus and 1 to 15 digits.
func CheckPrefix(prefix string) bool {
	digits, ok := strings.CutPrefix(prefix, "+")
	return ok && len(digits) >= 1 && len(digits) <= maxDigits && digits[0] != '0' && strings.Trim(digits, "0123456789") == ""
}
