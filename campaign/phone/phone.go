// Package phone turns what people write into the one form in which a number is stored, dialled and compared (E.164),
// and back into what may be shown. It is pure: no I/O, no clock.
//
// Everything that leaves this package as a number matches \+?[0-9]+, so it cannot carry SIP or dialplan syntax.
package phone

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"
)

// Number is a number that may be dialled.
type Number struct {
	E164     string `json:"e164"`     // "+8613900000001" (ITU-T E.164: plus, country code, at most 15 digits)
	National string `json:"national"` // digits as dialled inside Region, with the trunk prefix of a landline: "01062345678", "13900000001"
	Region   string `json:"region"`   // ISO 3166-1 alpha-2: "CN"
}

// The reasons why a number is refused, stable for translation by the caller.
const (
	CodeEmpty         = "phone_empty"          // nothing there
	CodeBadCharacters = "phone_bad_characters" // something else than digits, one leading plus, spaces, dashes, parentheses, dots
	CodeSpreadsheet   = "phone_spreadsheet"    // 1.39E+10 or 13900000001.0: a spreadsheet took the number for a quantity
	CodeTooShort      = "phone_too_short"
	CodeTooLong       = "phone_too_long"
	CodeNotValid      = "phone_not_valid"    // the length is right, but no such number range is assigned
	CodeEmergency     = "phone_emergency"    // 110, 119, 120, 122, 112, 911 and what the region's metadata says
	CodeShortNumber   = "phone_short_number" // service numbers such as 10086, 95588, 12345
	CodePremiumRate   = "phone_premium_rate"
	CodeBadType       = "phone_type_refused"   // pager, personal, voicemail, shared cost abroad
	CodeForeign       = "phone_region_refused" // a valid number of a region that is not allowed
	CodeBadRegion     = "phone_region_unknown" // the default region is not a region: a fault of the configuration
	CodeBadCallerID   = "caller_id_bad"        // see CallerID
)

const (
	maxRaw            = 100    // bytes looked at; no written number is longer
	maxDigits         = 3 + 15 // international prefix and E.164
	minCallerIDDigits = 3
	maxCallerIDDigits = 20 // longer than E.164: some carriers want an account's extension behind the number
)

// Error says why a number is refused. Detail is English, meant for a person, and never holds the number itself (it may be logged).
type Error struct {
	Code   string `json:"code"`
	Detail string `json:"detail"`
}

func (e *Error) Error() string { return e.Code + ": " + e.Detail }

func refuse(code, format string, args ...any) (Number, error) {
	return Number{}, &Error{Code: code, Detail: fmt.Sprintf(format, args...)}
}

var (
	spreadsheet = regexp.MustCompile(`^[0-9](\.[0-9]+)?[eE]\+?[0-9]+$|^[0-9]+\.0$`)

	// chinaShort are the service numbers of the Chinese plan (1xx to 1xxxxx, 95xxx, 96xxx); some lack in the library's data.
	chinaShort = regexp.MustCompile(`^(1[0-9]{2,5}|9[56][0-9]{3,4})$`)

	// everywhereEmergency are taken as emergency calls by mobile networks whatever the country (3GPP TS 22.101, 10.1),
	// and the Chinese police, fire, ambulance and traffic numbers.
	everywhereEmergency = []string{"112", "911", "999", "000", "08", "118", "110", "119", "120", "122"}
)

// Normalise reads a number as written in defaultRegion (ISO 3166-1 alpha-2, such as "CN"). Full-width digits and signs
// count as ASCII; spaces, dashes, parentheses and dots between digits are dropped; anything else, extensions too, is refused.
//
// Allowed are fixed, mobile, toll-free and internet numbers of defaultRegion and of the regions in allow, and in China the
// shared-cost 400 numbers (a company's usual number; the caller pays a local call). Emergency, short and premium-rate
// numbers are always refused. The error is always an *Error.
//
// For a number outside defaultRegion dial E164 (National holds only inside Region).
func Normalise(raw, defaultRegion string, allow ...string) (Number, error) {
	if phonenumbers.GetCountryCodeForRegion(defaultRegion) == 0 {
		return refuse(CodeBadRegion, "%q is not a region", defaultRegion)
	}
	if len(raw) > maxRaw {
		return refuse(CodeTooLong, "longer than %d bytes", maxRaw)
	}
	digits, err := clean(raw)
	if err != nil {
		return Number{}, err
	}
	if code := short(digits, defaultRegion); code != "" {
		return refuse(code, "emergency and service numbers are not dialled")
	}
	if len(digits) > maxDigits {
		return refuse(CodeTooLong, "more than %d digits; one number in a cell", maxDigits)
	}

	n, err := phonenumbers.Parse(digits, defaultRegion)
	if errors.Is(err, phonenumbers.ErrInvalidCountryCode) {
		return refuse(CodeNotValid, "no such country code")
	}
	if err != nil {
		return refuse(CodeTooShort, "not a whole number")
	}
	if !phonenumbers.IsValidNumber(n) {
		return Number{}, invalid(n)
	}
	region := phonenumbers.GetRegionCodeForNumber(n)
	if region != defaultRegion && !slices.Contains(allow, region) {
		return refuse(CodeForeign, "a number of region %s, which is not allowed", region)
	}
	switch kind := phonenumbers.GetNumberType(n); kind {
	case phonenumbers.FIXED_LINE, phonenumbers.MOBILE, phonenumbers.FIXED_LINE_OR_MOBILE, phonenumbers.TOLL_FREE, phonenumbers.VOIP:
	case phonenumbers.PREMIUM_RATE:
		return refuse(CodePremiumRate, "premium-rate numbers are not dialled")
	default:
		if kind != phonenumbers.SHARED_COST || region != "CN" {
			return refuse(CodeBadType, "neither fixed, mobile nor toll-free")
		}
	}
	return Number{E164: phonenumbers.Format(n, phonenumbers.E164), National: national(n), Region: region}, nil
}

// clean leaves the digits with at most one plus before them.
func clean(raw string) (string, error) {
	s := strings.TrimFunc(raw, blank)
	var b strings.Builder
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r >= '０' && r <= '９':
			b.WriteRune(r - '０' + '0')
		case (r == '+' || r == '＋') && b.Len() == 0:
			b.WriteByte('+')
		case r == ' ' || r != '\t' && blank(r):
		case strings.ContainsRune("-－‐‑‒–—―−.．()（）", r):
		default:
			if spreadsheet.MatchString(s) {
				return "", &Error{CodeSpreadsheet, "a spreadsheet shortened the number; format the column as text"}
			}
			return "", &Error{CodeBadCharacters, fmt.Sprintf("%q is not part of a number", r)}
		}
	}
	switch digits := strings.TrimPrefix(b.String(), "+"); {
	case s == "":
		return "", &Error{CodeEmpty, "no number"}
	case spreadsheet.MatchString(s):
		return "", &Error{CodeSpreadsheet, "a spreadsheet made the number a decimal; format the column as text"}
	case digits == "":
		return "", &Error{CodeTooShort, "no digits"}
	}
	return b.String(), nil
}

// blank reports the spaces and the invisible marks that address books put around copied numbers. Line ends are not
// blank: a line end in a number is a mistake or an attack.
func blank(r rune) bool {
	switch {
	case r == ' ', r == '\t', unicode.Is(unicode.Zs, r), r == '\uFEFF':
		return true
	}
	return r >= '\u200B' && r <= '\u200F' || r >= '\u202A' && r <= '\u202E' || r >= '\u2060' && r <= '\u2069'
}

// short recognises emergency and service numbers, also behind a country code (+86 110), and returns the code or "".
func short(digits, region string) string {
	cc := fmt.Sprint(phonenumbers.GetCountryCodeForRegion(region))
	forms := []string{strings.TrimPrefix(digits, "+")}
	for _, prefix := range []string{"+" + cc, "00" + cc, cc} {
		if rest, ok := strings.CutPrefix(digits, prefix); ok {
			forms = append(forms, rest)
		}
	}
	for _, f := range forms {
		if slices.Contains(everywhereEmergency, f) || phonenumbers.IsEmergencyNumber(f, region) {
			return CodeEmergency
		}
	}
	if region == "CN" && slices.ContainsFunc(forms, chinaShort.MatchString) {
		return CodeShortNumber
	}
	return ""
}

func invalid(n *phonenumbers.PhoneNumber) error {
	nsn := phonenumbers.GetNationalSignificantNumber(n)
	switch phonenumbers.IsPossibleNumberWithReason(n) {
	case phonenumbers.TOO_SHORT:
		return &Error{CodeTooShort, fmt.Sprintf("only %d digits", len(nsn))}
	case phonenumbers.TOO_LONG:
		return &Error{CodeTooLong, fmt.Sprintf("%d digits", len(nsn))}
	default: // the length is possible, the range is not assigned
	}
	if n.GetCountryCode() == 86 {
		switch mobile := len(nsn) >= 2 && nsn[0] == '1' && nsn[1] >= '3'; {
		case mobile && len(nsn) < 11:
			return &Error{CodeTooShort, fmt.Sprintf("%d digits, a mobile number has 11", len(nsn))}
		case mobile && len(nsn) > 11:
			return &Error{CodeTooLong, fmt.Sprintf("%d digits, a mobile number has 11", len(nsn))}
		case len(nsn) == 7 || len(nsn) == 8:
			return &Error{CodeNotValid, "a landline number needs its area code"}
		}
	}
	return &Error{CodeNotValid, "no such number range"}
}

func national(n *phonenumbers.PhoneNumber) string {
	return phonenumbers.NormalizeDigitsOnly(phonenumbers.Format(n, phonenumbers.NATIONAL))
}

// Mask gives a number for people who may not see it whole (agents, QA) and for logs: "138****5678", "010****5678".
// It takes E.164 and shows the national form. At least four digits are hidden; of text that is no number at most the
// last two characters of its digits are shown.
func Mask(e164 string) string {
	const stars = "****"
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, e164)
	switch {
	case len(e164) == 14 && len(digits) == 13 && strings.HasPrefix(e164, "+861"):
		digits = digits[2:] // a Chinese mobile, as nearly all are: what is below takes longer than to claim the follow-up
	case strings.HasPrefix(e164, "+") && len(e164) <= maxDigits:
		if n, err := phonenumbers.Parse("+"+digits, ""); err == nil {
			digits = national(n)
		}
	}
	switch n := len(digits); {
	case e164 == "":
		return ""
	case n >= 8:
		return digits[:min(n-8, 4)] + stars + digits[n-4:]
	case n >= 6:
		return stars + digits[n-2:]
	}
	return stars
}

// Zones returns the IANA time zones in which an E.164 number may be, by its prefix: of "+1212..." America/New_York, of a
// toll-free +1 number some forty. None when the prefix does not tell. A mobile may roam; its home counts.
func Zones(e164 string) []string {
	zones, err := phonenumbers.GetTimezonesForPrefix(e164)
	if err != nil || slices.Contains(zones, phonenumbers.UNKNOWN_TIMEZONE) {
		return nil
	}
	return slices.Clone(zones)
}

// CallingCode is the country calling code of a region (ISO 3166-1 alpha-2), "86" for "CN"; "" for what is no region.
func CallingCode(region string) string {
	code := phonenumbers.GetCountryCodeForRegion(region)
	if code == 0 {
		return ""
	}
	return fmt.Sprint(code)
}

// Regions lists the regions that have numbers with one of the prefixes (E.164, with the plus), for Normalise's allow: "+852" gives
// HK, and "+1212" all that share the calling code 1, for a trunk's own list is exact.
func Regions(prefixes []string) []string {
	var list []string
	for region := range phonenumbers.GetSupportedRegions() {
		code := "+" + CallingCode(region)
		if slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(p, code) || strings.HasPrefix(code, p) }) {
			list = append(list, region)
		}
	}
	slices.Sort(list)
	return list
}

// CallerID checks a number to be shown to customers, as sent to the trunk unchanged: 3 to 20 digits, with at most one
// leading plus. It may be any number that the trunk accepts, so no numbering plan is asked. The error is an *Error.
func CallerID(raw string) error {
	digits := strings.TrimPrefix(raw, "+")
	if len(digits) < minCallerIDDigits || len(digits) > maxCallerIDDigits {
		return &Error{CodeBadCallerID, fmt.Sprintf("must have %d to %d digits", minCallerIDDigits, maxCallerIDDigits)}
	}
	for _, r := range digits {
		if r < '0' || r > '9' {
			return &Error{CodeBadCallerID, fmt.Sprintf("%q is not a digit", r)}
		}
	}
	return nil
}
