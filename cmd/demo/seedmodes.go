package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"net/http"
	"slices"
	"time"

	"huifang/campaign"
	"huifang/cmd/internal/client"
	"huifang/cmd/internal/lab"
)

// show is a campaign that shows one dialling mode (R16), with a list of its own.
type show struct {
	mode, name, purpose string
	trunk, callerID     string
	agents              []int64
	list                string
	columns             [][]string // beside name and number: the head, and what stands under it in turn
	cases               []string   // prefixes of the simulated carrier's number plan, a customer each
	first               int        // last digits of the first one's number
	start               bool       // else it stands ready for the supervisor's click
	change              func(*campaign.ModeSettings)
}

// modes makes a campaign for every dialling mode. Only the first one dials by itself for agent1: what he does not ask for would be
// in the way of the one that a visitor looks at. The notice runs too: it needs nobody, and fills the pages with calls.
func (s *seeder) modes(ctx context.Context) error {
	for _, c := range []show{
		// Mostly people who answer: a demo in which nobody does is no fun.
		{mode: "progressive", name: "空调安装回访（演示）", purpose: "确认安装日期、使用是否正常、服务态度；有问题转售后。",
			trunk: lab.Trunk, callerID: "01062345678", agents: s.agents[:2], list: "十一月安装客户", first: 10, start: true,
			columns: [][]string{{"产品", "挂机 1.5 匹", "柜机 3 匹", "中央空调", "新风系统"}, {"安装日期", "2026-11-03", "2026-11-05", "2026-11-12"}, {"安装师傅", "刘师傅", "孙师傅"}, {"金额", "1999", "5999", "23800", "8600"}},
			cases: []string{"13902", "13901", "13913", "13900", "13903", "13902", "13911", "13904", "13913", "13906", "13902", "13914", "13915", "13905",
				"13913", "13909", "13902", "13901", "13910", "13912"}},
		{mode: "manual", name: "投诉回访·手动（演示）", purpose: "逐个致歉并确认处理结果；自己决定何时拨给谁。",
			trunk: lab.Trunk, agents: s.agents, list: "十一月投诉客户", first: 300, start: true,
			columns: [][]string{{"投诉内容", "安装迟到两小时", "噪音大", "收费与报价不符"}, {"处理结果", "已道歉并补偿", "已上门更换支架", "已退差价"}},
			cases:   []string{"13902", "13900", "13911", "13903", "13914", "13901"}},
		{mode: "preview", name: "出院随访·预览（演示）", purpose: "先看病历摘要再拨：用药、伤口、复诊时间。",
			trunk: lab.Trunk, agents: s.agents[:2], list: "十一月出院患者", first: 400,
			columns: [][]string{{"科室", "心内科", "骨科", "普外科"}, {"出院日期", "2026-11-21", "2026-11-23"}, {"主治医生", "郑医生", "林医生"}, {"医嘱", "按时服药，一周后复查", "伤口勿沾水，两周后拆线"}},
			cases:   []string{"13902", "13901", "13913", "13903", "13911", "13915", "13902", "13900"},
			change:  func(m *campaign.ModeSettings) { m.Preview.TimeoutS = 30 }},
		// Half of them do not answer: that is what dialling ahead is for.
		{mode: "predictive", name: "满意度回访·预测（演示）", purpose: "三个问题：产品、服务、推荐意愿。",
			trunk: lab.Trunk, callerID: "01062345679", agents: s.agents, list: "三季度购机客户", first: 500,
			columns: [][]string{{"产品", "挂机 1.5 匹", "柜机 3 匹", "中央空调"}, {"购买日期", "2026-07-16", "2026-08-08", "2026-09-20"}},
			cases:   slices.Repeat([]string{"13913", "13904", "13902", "13916", "13913", "13904", "13910", "13903", "13902", "13918"}, 12)},
		// Over the trunks in the order of their priority: the first ones do not work, see trunks.
		{mode: "agentless", name: "停气通知·语音（演示）", purpose: "通知检修停气时间；按 1 确认，2 重听，9 不再接听。",
			trunk: "auto", list: "检修小区住户", first: 700, start: true,
			columns: [][]string{{"小区", "朝阳花园", "学府苑"}, {"停气时间", "12 月 2 日 9:00-17:00"}},
			cases:   []string{"13950", "13902", "13916", "13951", "13917", "13918", "13950", "13922", "13903", "13920", "13923", "13913", "13919", "13950", "13905"},
			change: func(m *campaign.ModeSettings) {
				m.Notice.Prompt, m.Notice.MaxCalls, m.Detection.Machine = "shipped:notice-zh", 3, "message"
			}},
	} {
		if err := s.campaign(ctx, c); err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
	}
	return nil
}

func (s *seeder) campaign(ctx context.Context, c show) error {
	if slices.Contains(s.campaigns, c.name) {
		return nil
	}
	file, err := contacts(c)
	if err != nil {
		return err
	}
	list, err := s.sup.Upload(ctx, c.list, file, fmt.Sprintf("demo-contacts-%d", c.first))
	if err != nil {
		return err
	}
	m := campaign.DefaultModeSettings()
	if c.change != nil {
		c.change(&m)
	}
	made, err := s.sup.Campaign(ctx, client.CampaignInput{Name: c.name, Purpose: c.purpose, Mode: c.mode, Trunk: c.trunk, CallerID: c.callerID, ListID: list.ID,
		AgentIDs: c.agents, Window: client.Always(), MaxAttempts: 2, RetryDelayS: 300, RingS: 25, WrapUpS: 60, Modes: &m})
	if err != nil || !c.start {
		return err
	}
	if c.trunk == "auto" {
		if err := s.trunksKnown(ctx); err != nil {
			return err
		}
	}
	_, err = s.sup.Act(ctx, made.ID, "start")
	return err
}

// trunksKnown waits until the service has seen which trunk is not there, or the first calls would be spent on it.
func (s *seeder) trunksKnown(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for {
		var list []struct{ Status struct{ Name, Health string } }
		if err := s.sup.Do(ctx, http.MethodGet, "/trunks", nil, &list); err != nil {
			return err
		}
		for _, t := range list {
			if t.Status.Name == deadTrunk && t.Status.Health == "down" {
				return nil
			}
		}
		select {
		case <-time.After(500 * time.Millisecond):
		case <-ctx.Done():
			return fmt.Errorf("trunk %s is not seen as down: %w", deadTrunk, ctx.Err())
		}
	}
}

var (
	surnames   = []string{"张", "李", "王", "赵", "钱", "孙", "周", "吴", "郑", "冯", "陈", "褚", "卫", "蒋", "沈", "韩", "杨", "朱", "秦"}
	givenNames = []string{"伟", "芳", "敏", "静", "丽", "强", "磊", "洋", "艳", "勇", "杰", "娟", "涛", "霞", "平", "桂英", "建国", "玉兰", "志远", "晓东", "春梅", "海燕", "文博"}
)

// contacts is a campaign's file: a customer for each case, and three rows that are refused.
func contacts(c show) ([]byte, error) {
	var buf bytes.Buffer
	w := csv.NewWriter(&buf)
	phone := func(i int) string { return fmt.Sprintf("%s0%05d", c.cases[i], c.first+i) }
	row := func(name, phone string, i int) []string {
		r := []string{name, phone}
		for _, values := range c.columns {
			r = append(r, values[1+i%(len(values)-1)])
		}
		return r
	}
	head := []string{"姓名", "手机号"}
	for _, values := range c.columns {
		head = append(head, values[0])
	}
	rows := [][]string{head}
	for i := range c.cases {
		n := c.first + i
		rows = append(rows, row(surnames[n%len(surnames)]+givenNames[n%len(givenNames)], phone(i), i))
	}
	rows = append(rows, row("重复号码", phone(0), 0), row("号码太短", "1390", 1), row("没有号码", "", 2))
	if err := w.WriteAll(rows); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}
