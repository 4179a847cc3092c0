package field_test

import (
	"errors"
	"testing"

	"huifang/campaign/field"
)

func TestDecode(t *testing.T) {
	type form struct {
		Name string `json:"name"`
		Sub  struct {
			N int `json:"n"`
		} `json:"sub"`
	}
	for text, want := range map[string]field.Error{
		`{"name":"a","sub":{"n":1}}`: {},
		`{"name":1}`:                 {Pointer: "/name", Code: field.CodeBadJSON, Detail: "a JSON number does not belong here"},
		`{"sub":{"n":"x"}}`:          {Pointer: "/sub/n", Code: field.CodeBadJSON, Detail: "a JSON string does not belong here"},
		`{"nam":"a"}`:                {Code: field.CodeUnknown, Detail: `unknown field "nam"`},
		`{"name":"a"} {}`:            {Code: field.CodeBadJSON, Detail: "more text after the end"},
		``:                           {Code: field.CodeBadJSON, Detail: "EOF"},
		`{"name"`:                    {Code: field.CodeBadJSON, Detail: "unexpected EOF"},
	} {
		var f form
		err := field.Decode([]byte(text), &f)
		var list field.Errors
		if errors.As(err, &list); want == (field.Error{}) {
			if err != nil {
				t.Errorf("%s: %v", text, err)
			}
		} else if len(list) != 1 || list[0] != want {
			t.Errorf("%s: %v, not %#v", text, err, want)
		}
	}
}

func TestErrors(t *testing.T) {
	var errs field.Errors
	errs.Add("date_bad", "/from", "%q is no date", "x")
	errs.Add("required", "/name", "a name is needed")
	if got, want := errs.Error(), `/from: "x" is no date (date_bad); /name: a name is needed (required)`; got != want {
		t.Errorf("%s", got)
	}
}
