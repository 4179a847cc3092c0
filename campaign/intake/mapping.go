package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
)

// Kinds of a table.
const (
	KindCustomers = "customers"
	KindEvents    = "events"
)

// Extra as a column's field keeps the column under its header; "" ignores it.
const Extra = "extra"

// Field is something that a column may hold.
type Field struct {
	Name     string   `json:"name"`
	LabelZH  string   `json:"label_zh"`
	LabelEN  string   `json:"label_en"`
	Required bool     `json:"required"`
	headers  []string // by which it is known, folded, better ones first
}

var customerFields = []Field{
	{"name", "客户名称", "Name", true, []string{"客户名称", "客户姓名", "客户", "单位名称", "公司名称", "企业名称", "customer", "customername", "company", "organisation", "organization", "姓名", "名字", "name"}},
	{"phone", "电话", "Phone", true, phoneHeaders},
	{"code", "客户编号", "Code", false, []string{"客户编号", "客户编码", "客户号", "编号", "会员号", "会员卡号", "卡号", "档案号", "病历号", "customercode", "customerno", "customerid", "code", "id", "memberno"}},
	{"phone2", "电话 2", "Phone 2", false, []string{"电话2", "手机2", "备用电话", "其他电话", "第二电话", "家庭电话", "phone2", "mobile2", "otherphone", "homephone"}},
	{"phone3", "电话 3", "Phone 3", false, []string{"电话3", "手机3", "phone3", "mobile3"}},
	{"contact_name", "联系人", "Contact", false, []string{"联系人", "联系人姓名", "contact", "contactname", "contactperson"}},
	{"title", "职务", "Title", false, []string{"职务", "职位", "称谓", "title", "position", "jobtitle"}},
	{"email", "邮箱", "E-mail", false, []string{"邮箱", "电子邮箱", "电子邮件", "email", "e-mail", "mail"}},
	{"sex", "性别", "Sex", false, []string{"性别", "sex", "gender"}},
	{"birthday", "生日", "Birthday", false, []string{"生日", "出生日期", "出生年月日", "birthday", "dateofbirth", "birthdate", "dob"}},
	{"language", "语言", "Language", false, []string{"语言", "语种", "language"}},
	{"zone", "时区", "Time zone", false, []string{"时区", "timezone", "zone"}},
	{"address", "地址", "Address", false, []string{"地址", "联系地址", "住址", "单位地址", "address"}},
	{"switchboard", "总机", "Switchboard", false, []string{"总机", "公司电话", "单位电话", "switchboard"}},
	{"segment", "客户类别", "Segment", false, []string{"客户类别", "客户类型", "客户等级", "类别", "segment", "customertype"}},
	{"region", "地区", "Region", false, []string{"地区", "区域", "城市", "region", "city"}},
	{"unit", "门店或部门", "Store or department", false, []string{"门店", "店名", "店铺", "所属门店", "部门", "科室", "unit", "store", "shop", "department", "branch"}},
	{"owner", "负责坐席", "Owner", false, []string{"负责坐席", "归属坐席", "负责人", "客户经理", "坐席", "客服", "owner", "agent"}},
	{"signed_on", "签约日期", "Contract signed", false, []string{"签约日期", "签订日期", "合同日期", "合同签订日期", "签约时间", "signedon", "contractdate", "signdate"}},
	{"expires_on", "到期日期", "Contract expires", false, []string{"到期日期", "到期日", "合同到期日", "有效期至", "expireson", "expirydate", "expires"}},
	{"filed_at", "建档时间", "Filed", false, []string{"建档时间", "建档日期", "filedat", "filedon"}},
	{"maintenance_expiry", "维保到期", "Maintenance expires", false, []string{"维保到期", "维保到期日", "保养到期", "maintenanceexpiry"}},
	{"insurance_expiry", "保险到期", "Insurance expires", false, []string{"保险到期", "保险到期日", "insuranceexpiry"}},
	{"licence_expiry", "证照到期", "Licence expires", false, []string{"证照到期", "许可证到期", "证件到期日", "licenceexpiry", "licenseexpiry"}},
	{"drill_expiry", "演练到期", "Drill due", false, []string{"演练到期", "演练到期日", "drillexpiry"}},
	{"self_assessment_expiry", "自评到期", "Self-assessment due", false, []string{"自评到期", "自评到期日", "selfassessmentexpiry"}},
	{"hobbies", "爱好", "Hobbies", false, []string{"爱好", "兴趣", "兴趣爱好", "hobbies"}},
	{"family", "家庭情况", "Family", false, []string{"家庭", "家庭情况", "family"}},
	{"note", "备注", "Note", false, []string{"备注", "说明", "note", "notes", "remark", "remarks", "comment"}},
}

var eventFields = []Field{
	{"at", "时间", "Time", true, []string{"时间", "日期", "发生时间", "业务时间", "业务日期", "销售日期", "购买日期", "消费日期", "消费时间", "成交日期", "服务时间", "服务日期", "就诊日期", "出院日期", "安装日期", "维修日期", "at", "date", "time", "datetime", "eventdate", "saledate", "purchasedate"}},
	{"kind", "业务类型", "Kind", false, []string{"业务类型", "事件类型", "服务类型", "类型", "kind", "type", "eventtype"}},
	{"customer_code", "客户编号", "Customer code", false, []string{"客户编号", "客户编码", "客户号", "编号", "会员号", "会员卡号", "卡号", "档案号", "病历号", "customercode", "customerno", "customerid", "code", "memberno"}},
	{"phone", "客户电话", "Customer's phone", false, append([]string{"客户电话"}, phoneHeaders...)},
	{"source_key", "单号", "Document number", false, []string{"单号", "订单号", "小票号", "流水号", "工单号", "合同号", "单据号", "sourcekey", "orderno", "ordernumber", "receipt", "documentno", "eventid"}},
	{"amount", "金额", "Amount", false, []string{"金额", "消费金额", "实付金额", "成交金额", "总金额", "销售额", "amount", "total", "price", "sum"}},
	{"unit", "门店或部门", "Store or department", false, []string{"门店", "店名", "店铺", "所属门店", "部门", "科室", "unit", "store", "shop", "department", "branch"}},
	{"title", "内容", "Title", false, []string{"内容", "项目", "商品", "商品名称", "产品", "名称", "title", "product", "item", "service", "description"}},
}

// Fields returns what the columns of a kind of table may hold, required ones first; nil for an unknown kind.
func Fields(kind string) []Field {
	switch kind {
	case KindCustomers:
		return customerFields
	case KindEvents:
		return eventFields
	}
	return nil
}

// Propose maps columns to fields by their headers, whatever their case, spaces and underscores. A column that is not known
// is kept as [Extra]. No field but Extra is proposed twice.
func Propose(kind string, headers []string) []string {
	known := map[string]int{}
	for i, h := range headers {
		if _, ok := known[fold(h)]; !ok {
			known[fold(h)] = i
		}
	}
	mapping := make([]string, len(headers))
	for i := range mapping {
		mapping[i] = Extra
	}
	for _, f := range Fields(kind) {
		for _, h := range append([]string{fold(f.Name)}, f.headers...) {
			if i, ok := known[h]; ok && mapping[i] == Extra {
				mapping[i] = f.Name
				break
			}
		}
	}
	// A list of persons has its name in the column that could also be the contact's.
	if kind == KindCustomers && !slices.Contains(mapping, "name") {
		if i := slices.Index(mapping, "contact_name"); i >= 0 {
			mapping[i] = "name"
		}
	}
	return mapping
}

// MappingError is one fault of a mapping.
type MappingError struct {
	Column int    // -1: the mapping as a whole
	Code   string // mapping_length, field_unknown, field_twice, field_required
	Detail string
}

func (e *MappingError) Error() string { return e.Detail }

// CheckMapping returns what is wrong with a mapping of that many columns, or nil. Whether a table of events names its kind
// is not asked: the kind may be the same for all rows.
func CheckMapping(kind string, columns int, mapping []string) *MappingError {
	if len(mapping) != columns {
		return &MappingError{-1, "mapping_length", fmt.Sprintf("%d columns need as many fields, not %d", columns, len(mapping))}
	}
	fields := Fields(kind)
	at := map[string]int{}
	for i, name := range mapping {
		if name == "" || name == Extra {
			continue
		}
		if !slices.ContainsFunc(fields, func(f Field) bool { return f.Name == name }) {
			return &MappingError{i, "field_unknown", fmt.Sprintf("%s have no field %q", kind, shorten(name))}
		}
		if first, twice := at[name]; twice {
			return &MappingError{i, "field_twice", fmt.Sprintf("columns %d and %d are both mapped to %s", first+1, i+1, name)}
		}
		at[name] = i
	}
	for _, f := range fields {
		if _, ok := at[f.Name]; f.Required && !ok {
			return &MappingError{-1, "field_required", fmt.Sprintf("no column is mapped to %s", f.Name)}
		}
	}
	if kind == KindEvents && !slices.Contains(mapping, "customer_code") && !slices.Contains(mapping, "phone") {
		return &MappingError{-1, "field_required", "no column is mapped to customer_code or phone"}
	}
	return nil
}

// Signature identifies the headers of a file, so that a mapping can be remembered for the next one.
func Signature(headers []string) string {
	h := sha256.New()
	for _, c := range headers {
		fmt.Fprintf(h, "%s\n", strings.ReplaceAll(fold(c), "\n", " "))
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}
