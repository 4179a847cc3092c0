package main

import (
	"context"
	"net/http"
	"slices"

	"huifang/campaign"
	"huifang/cmd/internal/client"
	"huifang/cmd/internal/lab"
)

const (
	hotlineName   = "售后热线（演示）"
	hotlineNumber = "01062345600"
)

// hotline makes a queue that answers hotlineNumber, and the directory of departments with an outside expert who answers.
func (s *seeder) hotline(ctx context.Context) error {
	var queues []client.Campaign
	if err := s.sup.Do(ctx, http.MethodGet, "/queues", nil, &queues); err != nil {
		return err
	}
	if slices.ContainsFunc(queues, func(q client.Campaign) bool { return q.Name == hotlineName }) {
		return nil
	}
	type m = map[string]any
	for i, d := range []m{
		{"name": "厂家技术专家", "number": "13900000900", "hours": "周一至周五 9:00-18:00", "purpose": "疑难故障，可三方通话"},
		{"name": "配件仓库", "number": "13902000901", "hours": "每天 8:00-20:00", "purpose": "查配件、催发货"},
		{"name": "财务部", "number": "13904000902", "hours": "周一至周五 9:00-17:00", "purpose": "发票、退款"},
	} {
		d["position"] = i
		if err := s.sup.Do(ctx, http.MethodPost, "/directory", d, nil); err != nil && client.Code(err) != "name_taken" {
			return err
		}
	}
	settings := campaign.DefaultQueue(campaign.AfterSales)
	settings.Numbers = []string{hotlineNumber}
	in := struct {
		Name     string        `json:"name"`
		Purpose  string        `json:"purpose"`
		Trunk    string        `json:"trunk"`
		AgentIDs []int64       `json:"agent_ids"`
		Window   client.Window `json:"window"`
		campaign.QueueSettings
	}{hotlineName, "报修、催单、使用问题；听不懂的转厂家技术专家。", lab.Trunk, s.agents, client.Always(), settings}
	var q client.Campaign
	if err := s.sup.Do(ctx, http.MethodPost, "/queues", in, &q); err != nil {
		return err
	}
	_, err := s.sup.Act(ctx, q.ID, "start")
	return err
}
