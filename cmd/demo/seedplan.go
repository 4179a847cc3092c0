package main

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"huifang/cmd/internal/client"
	"huifang/cmd/internal/lab"
)

const planName = "售后一周回访（演示）"

// row is what the API answers when something was made.
type row struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

// plan makes a store with customers who have just bought something, a running plan that follows up on them by tiers of
// the amount, and a request that waits to be confirmed. It dials for agent2.
func (s *seeder) plan(ctx context.Context, now time.Time) error {
	var have struct {
		Items []row `json:"items"`
	}
	if err := s.sup.Do(ctx, http.MethodGet, "/plans", nil, &have); err != nil {
		return err
	}
	for _, p := range have.Items {
		if p.Name == planName {
			return nil
		}
	}
	unit, err := s.store(ctx, now)
	if err != nil {
		return err
	}
	c, err := s.sup.Campaign(ctx, client.CampaignInput{
		Name: planName, Purpose: "产品用得好不好，对导购的服务是否满意。", Mode: "progressive", Trunk: lab.Trunk,
		AgentIDs: s.agents[1:2], Window: client.Always(), MaxAttempts: 2, RetryDelayS: 300, RingS: 25, WrapUpS: 60,
	})
	if err != nil {
		return err
	}
	type m = map[string]any
	tier := func(name string, from, to, count int, fill string) m {
		t := m{"name": name, "from_cents": from * 100, "count": count}
		if to > 0 {
			t["to_cents"] = to * 100
		}
		if fill != "" {
			t["fill_from"] = fill
		}
		return t
	}
	running := m{"name": planName, "type_code": "sale_week", "campaign_id": c.ID, "unit_id": unit, "requester": "朝阳店 李店长", "purpose": "大额客户一周内回访",
		"rule":   m{"code": "sale_week", "zone": "Asia/Shanghai", "event": "sale", "steps": []m{{"form": "within", "days": 7, "after_days": 1}}},
		"choose": m{"choose": "tiers", "tiers": []m{tier("5000 以上", 5000, 0, 4, "3000-4999"), tier("3000-4999", 3000, 5000, 3, "1500-2999"), tier("1500-2999", 1500, 3000, 2, "")}},
		"period": m{"kind": "once", "from": now.AddDate(0, 0, -7).Format(time.DateOnly), "to": now.AddDate(0, 0, 30).Format(time.DateOnly)}}
	asked := m{"name": "会员年度回访（申请）", "type_code": "member", "campaign_id": c.ID, "unit_id": unit, "requester": "朝阳店 李店长", "purpose": "想了解会员对权益的意见",
		"rule":   m{"code": "member", "zone": "Asia/Shanghai", "event": "member_joined", "steps": []m{{"form": "every", "n": 1, "unit": "years", "span_days": 14}}},
		"choose": m{"choose": "all"}}
	for _, x := range []struct {
		plan  m
		verbs []string
	}{{asked, []string{"request"}}, {running, []string{"confirm", "launch"}}} {
		var p row
		if err := s.sup.Do(ctx, http.MethodPost, "/plans", x.plan, &p); err != nil {
			return err
		}
		for _, verb := range x.verbs {
			if err := s.sup.Do(ctx, http.MethodPost, fmt.Sprintf("/plans/%d/%s", p.ID, verb), nil, nil); err != nil {
				return err
			}
		}
	}
	_, err = s.sup.Act(ctx, c.ID, "start")
	return err
}

// store makes the store, its customers and what they bought yesterday, and returns the store's id.
func (s *seeder) store(ctx context.Context, now time.Time) (int64, error) {
	const name = "朝阳店"
	var unit row
	if err := s.sup.Do(ctx, http.MethodPost, "/units", map[string]string{"name": name, "kind": "store", "size": "big", "region": "北京"}, &unit); err != nil {
		if client.Code(err) != "name_taken" {
			return 0, err
		}
		var units []row
		if err := s.sup.Do(ctx, http.MethodGet, "/units", nil, &units); err != nil {
			return 0, err
		}
		for _, u := range units {
			if u.Name == name {
				unit = u
			}
		}
	}
	type m = map[string]any
	names := []string{"何静", "吕明", "施华", "孔祥", "曹颖", "严冬", "金鑫", "魏来", "陶然", "姜山", "戚薇", "谢安"}
	cases := []string{"13902", "13901", "13913", "13902", "13903", "13902", "13911", "13904", "13913", "13902", "13914", "13915"}
	var events []m
	for i, n := range names {
		code := fmt.Sprintf("D%03d", i+1)
		err := s.sup.Do(ctx, http.MethodPost, "/customers", m{"code": code, "name": n, "unit_id": unit.ID, "segment": "member",
			"contacts": []m{{"name": n, "numbers": []m{{"phone": fmt.Sprintf("%s0%05d", cases[i], 200+i)}}}}}, nil)
		if err != nil && client.Code(err) != "code_taken" {
			return 0, err
		}
		events = append(events, m{"source_key": "demo-sale-" + code, "customer_code": code, "kind": "sale", "at": now.AddDate(0, 0, -1),
			"amount_cents": (1500 + i*450) * 100, "title": "空调", "unit_id": unit.ID})
	}
	return unit.ID, s.sup.Do(ctx, http.MethodPost, "/events", m{"events": events}, nil)
}
