package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"net/http"
	"time"

	"huifang/cmd/internal/client"
	"huifang/cmd/internal/lab"
)

type account struct {
	Login    string `json:"login"`
	Password string `json:"password"`
	Name     string `json:"name"`
}

// logins of the demo; everything listens on the loopback address only.
var logins = map[string][]account{
	"admin":      {{"admin", "demo-admin-1", "系统管理员"}},
	"supervisor": {{"supervisor", "demo-super-1", "王主管"}},
	"agent":      {{"agent1", "demo-agent-1", "李小红"}, {"agent2", "demo-agent-2", "陈志强"}},
	"qa":         {{"qa", "demo-quality-1", "周质检"}},
}

// seed makes the demo's users, contacts, campaign and plan through the public command line and API. Repeating it adds nothing.
func seed(ctx context.Context, n *lab.Node) error {
	admin := client.New(n.URL)
	a := logins["admin"][0]
	if err := admin.Login(ctx, a.Login, a.Password); err != nil {
		if client.Code(err) != "bad_login" {
			return err
		}
		if err := runBinary(ctx, n, a.Password, "user", "add", a.Login, "--name", a.Name, "--role", "admin"); err != nil {
			return err
		}
		if err := admin.Login(ctx, a.Login, a.Password); err != nil {
			return err
		}
	}
	agents := []int64{}
	for _, role := range []string{"supervisor", "agent", "qa"} {
		have, err := admin.Users(ctx, role)
		if err != nil {
			return err
		}
		for _, u := range logins[role] {
			id := int64(0)
			for _, h := range have {
				if h.Login == u.Login {
					id = h.ID
				}
			}
			if id == 0 {
				var made client.User
				err := admin.Do(ctx, http.MethodPost, "/users", map[string]string{"login": u.Login, "name": u.Name, "role": role, "password": u.Password}, &made)
				if err != nil {
					return err
				}
				id = made.ID
			}
			if role == "agent" {
				agents = append(agents, id)
			}
		}
	}
	return seedCampaign(ctx, n, agents)
}

const campaignName = "空调安装回访（演示）"

func seedCampaign(ctx context.Context, n *lab.Node, agents []int64) error {
	sup := client.New(n.URL)
	s := logins["supervisor"][0]
	if err := sup.Login(ctx, s.Login, s.Password); err != nil {
		return err
	}
	var page struct {
		Items []client.Campaign `json:"items"`
	}
	if err := sup.Do(ctx, http.MethodGet, "/campaigns", nil, &page); err != nil {
		return err
	}
	for _, c := range page.Items {
		if c.Name == campaignName {
			return seedPlan(ctx, sup, lab.Trunk, agents, time.Now())
		}
	}
	file, err := contacts()
	if err != nil {
		return err
	}
	list, err := sup.Upload(ctx, "十一月安装客户", file, "demo-contacts-1")
	if err != nil {
		return err
	}
	c, err := sup.Campaign(ctx, client.CampaignInput{
		Name: campaignName, Purpose: "确认安装日期、使用是否正常、服务态度；有问题转售后。", Mode: "progressive", Trunk: lab.Trunk,
		CallerID: "01062345678", ListID: list.ID, AgentIDs: agents, Window: client.Always(), MaxAttempts: 2, RetryDelayS: 300, RingS: 25, WrapUpS: 60,
	})
	if err != nil {
		return err
	}
	if _, err = sup.Act(ctx, c.ID, "start"); err != nil {
		return err
	}
	return seedPlan(ctx, sup, lab.Trunk, agents, time.Now())
}

// contacts is the demo's file: customers over the whole number plan, and three rows that are refused.
func contacts() ([]byte, error) {
	names := []string{"张三", "李四", "王五", "赵六", "钱七", "孙八", "周九", "吴十", "郑一", "冯二", "陈晨", "褚云", "卫东", "蒋丽", "沈括", "韩梅", "杨柳", "朱砂", "秦岭", "尤佳"}
	// Mostly people who answer: a demo in which nobody does is no fun.
	cases := []string{"13902", "13901", "13913", "13900", "13903", "13902", "13911", "13904", "13913", "13906", "13902", "13914", "13915", "13905", "13913", "13909", "13902", "13901", "13910", "13912"}
	products := []string{"挂机 1.5 匹", "柜机 3 匹", "中央空调", "新风系统"}
	var buf bytes.Buffer
	w := csv.NewWriter(&buf)
	rows := [][]string{{"姓名", "手机号", "产品", "安装日期", "安装师傅", "金额"}}
	for i, name := range names {
		rows = append(rows, []string{name, fmt.Sprintf("%s0%05d", cases[i], 10+i), products[i%4], fmt.Sprintf("2026-11-%02d", 1+i), "刘师傅", fmt.Sprintf("%d", 1999+i*350)})
	}
	rows = append(rows,
		[]string{"重复号码", "13902000010", "挂机 1.5 匹", "2026-11-02", "刘师傅", "1999"},
		[]string{"号码太短", "1390", "柜机 3 匹", "2026-11-03", "刘师傅", "5999"},
		[]string{"没有号码", "", "柜机 3 匹", "2026-11-03", "刘师傅", "5999"})
	if err := w.WriteAll(rows); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}
