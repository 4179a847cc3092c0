package web_test

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"huifang/campaign"
	"huifang/web/api"
	"huifang/web/auth"
)

const someCSV = "姓名,手机,城市\n张三,139 1234 5678,上海\n李四,+86 13800000001,北京\n王五,12,广州\n赵六,13912345678,深圳\n"

func TestImport(t *testing.T) {
	s := newSite(t)
	c := s.as(auth.Supervisor)
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(someCSV)
	if err != nil {
		t.Fatal(err)
	}
	for encoding, file := range map[string]string{"UTF-8": someCSV, "UTF-8 with BOM": "\ufeff" + someCSV, "GB18030": gb} {
		t.Run(encoding, func(t *testing.T) {
			var l campaign.List
			c.want(201, "POST", "/lists", form{"file": file, "filename": `C:\数据\客户.csv`, "name": " 三月 "}, &l, "Idempotency-Key", key())
			if l.Name != "三月" || l.FileName != "客户.csv" || !strings.HasPrefix(encoding, l.Encoding) || l.RowsTotal != 4 || l.RowsTaken != 2 || l.RowsRefused != 2 ||
				len(l.Columns) != 1 || l.Columns[0] != "城市" || l.CreatedBy != "The supervisor" || l.UsedBy == nil {
				t.Fatalf("%+v", l)
			}
			var contacts api.Page[campaign.Contact]
			c.want(200, "GET", fmt.Sprintf("/lists/%d/contacts", l.ID), nil, &contacts)
			if got := contacts.Items; len(got) != 2 || got[0].Name != "张三" || got[0].Phone != "+8613912345678" || got[0].Line != 2 || got[0].Extra[0] != [2]string{"城市", "上海"} {
				t.Fatalf("%+v", got)
			}
			var refused api.Page[campaign.ListError]
			c.want(200, "GET", fmt.Sprintf("/lists/%d/errors", l.ID), nil, &refused)
			if got := refused.Items; len(got) != 2 || got[0].Line != 4 || got[0].Code != "phone_too_short" || got[1].Line != 5 || got[1].Code != "duplicate" {
				t.Fatalf("%+v", got)
			}
		})
	}
	var n int
	if err := s.pool.QueryRow(t.Context(), `select count(*) from audit where action = 'list.contacts' and user_id = $1`, s.users[auth.Supervisor].ID).Scan(&n); err != nil || n != 3 {
		t.Errorf("%d looks at contacts were audited, %v", n, err)
	}
}

func TestImportTwiceIsOneList(t *testing.T) {
	s := newSite(t)
	c := s.as(auth.Supervisor)
	k := key()
	var first, again campaign.List
	f := form{"file": someCSV, "filename": "a.csv", "name": "a"}
	c.want(201, "POST", "/lists", f, &first, "Idempotency-Key", k)
	c.want(201, "POST", "/lists", f, &again, "Idempotency-Key", k)
	if first.ID != again.ID {
		t.Errorf("%d and %d", first.ID, again.ID)
	}
	f["file"] += "周七,13700000000,杭州\n"
	c.refused(409, "idempotency_key_reused", "", "POST", "/lists", f, "Idempotency-Key", k)
	var page api.Page[campaign.List]
	c.want(200, "GET", "/lists", nil, &page)
	if len(page.Items) != 1 {
		t.Errorf("%d lists", len(page.Items))
	}
}

func TestUnusableFiles(t *testing.T) {
	s := newSite(t)
	c := s.as(auth.Supervisor)
	for name, x := range map[string]struct {
		form   form
		status int
		code   string
		field  string
		detail string // code of the field
	}{
		"empty":       {form{"file": "", "filename": "a.csv", "name": "a"}, 400, "file_unusable", "/file", "file_empty"},
		"header only": {form{"file": "姓名,电话\n", "filename": "a.csv", "name": "a"}, 400, "file_unusable", "/file", "file_no_rows"},
		"no phone":    {form{"file": "姓名,城市\n张三,上海\n", "filename": "a.csv", "name": "a"}, 400, "file_unusable", "/file", "header_phone_missing"},
		"xlsx":        {form{"file": "PK\x03\x04xl/workbook.xml" + strings.Repeat("\x00", 200), "filename": "a.xlsx", "name": "a"}, 400, "file_unusable", "/file", ""},
		"binary":      {form{"file": strings.Repeat("\x00\x01\x02\xff", 500), "filename": "a.csv", "name": "a"}, 400, "file_unusable", "/file", ""},
		"too large":   {form{"file": "姓名,电话\n" + strings.Repeat("张三,13912345678\n", 100_000), "filename": "a.csv", "name": "a"}, 413, "too_large", "", ""},
		"no file":     {form{"name": "a"}, 422, "invalid", "/file", "required"},
		"no name":     {form{"file": someCSV, "filename": "a.csv"}, 422, "invalid", "/name", "required"},
		"blank name":  {form{"file": someCSV, "filename": "a.csv", "name": " "}, 422, "invalid", "/name", "required"},
		"long name":   {form{"file": someCSV, "filename": "a.csv", "name": strings.Repeat("长", 201)}, 422, "invalid", "/name", "too_long"},
	} {
		t.Run(name, func(t *testing.T) {
			a := c.refused(x.status, x.code, x.field, "POST", "/lists", x.form, "Idempotency-Key", key())
			if x.detail != "" && a.problem.Errors[0].Code != x.detail {
				t.Errorf("%v, want %s", a, x.detail)
			}
		})
	}
	c.refused(422, "invalid", "header/Idempotency-Key", "POST", "/lists", form{"file": someCSV, "filename": "a.csv", "name": "a"})
	c.refused(415, "unsupported_media_type", "", "POST", "/lists", `{"file":"x"}`, "Idempotency-Key", key())
	cut := "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\nname,phone\n"
	a := c.do("POST", "/lists", cut, "Idempotency-Key", key(), "Content-Type", "multipart/form-data; boundary=x")
	if a.status != 400 || a.problem.Code != "bad_request" {
		t.Errorf("broken upload: %v", a)
	}
	var n int
	if err := s.pool.QueryRow(t.Context(), `select count(*) from contact_list`).Scan(&n); err != nil || n != 0 {
		t.Errorf("%d lists were stored, %v", n, err)
	}
}

func TestErrorFileCannotRunFormulas(t *testing.T) {
	s := newSite(t)
	c := s.as(auth.Supervisor)
	var l campaign.List
	c.want(201, "POST", "/lists", form{"file": "name,phone\nx,\"=cmd|' /C calc'!A0\"\ny,13912345678\n", "filename": "a.csv", "name": "名单"}, &l, "Idempotency-Key", key())
	a := c.want(200, "GET", fmt.Sprintf("/lists/%d/errors.csv", l.ID), nil, nil)
	text := string(a.body)
	if !strings.HasPrefix(text, "\ufeffline,column,value,code,detail\r\n2,") || !strings.Contains(text, "'=cmd") || strings.Contains(text, ",=cmd") {
		t.Errorf("%q", text)
	}
	if got := a.header.Get("Content-Disposition"); !strings.Contains(got, "attachment") || !strings.Contains(got, "%E5%90%8D%E5%8D%95-errors.csv") {
		t.Errorf("%q", got)
	}
	c.refused(404, "not_found", "", "GET", "/lists/999999/errors.csv", nil)
}

func TestDeleteList(t *testing.T) {
	s := newSite(t)
	c := s.as(auth.Supervisor)
	l := c.list(3)
	var camp api.Campaign
	c.want(201, "POST", "/campaigns", s.input(&l.ID), &camp)
	c.refused(409, "list_in_use", "", "DELETE", fmt.Sprint("/lists/", l.ID), nil)
	c.want(204, "DELETE", fmt.Sprint("/campaigns/", camp.ID), nil, nil)
	c.want(204, "DELETE", fmt.Sprint("/lists/", l.ID), nil, nil)
	c.refused(404, "not_found", "", "GET", fmt.Sprint("/lists/", l.ID), nil)
}
