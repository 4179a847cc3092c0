package main

import (
	"context"
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
	"agent":      {{"agent1", "demo-agent-1", "李小红"}, {"agent2", "demo-agent-2", "陈志强"}, {"agent3", "demo-agent-3", "何嘉欣"}},
	"qa":         {{"qa", "demo-quality-1", "周质检"}},
}

// seeder makes the demo's data through the public API, as the people of the demo would. Repeating it adds nothing.
type seeder struct {
	admin, sup *client.Client
	agents     []int64 // agent1, agent2, agent3
	campaigns  []string
}

// seed makes the demo's users, contacts, campaigns, plan and hotline.
func seed(ctx context.Context, n *lab.Node) error {
	s := &seeder{admin: client.New(n.URL), sup: client.New(n.URL)}
	a := logins["admin"][0]
	if err := s.admin.Login(ctx, a.Login, a.Password); err != nil {
		if client.Code(err) != "bad_login" {
			return err
		}
		if err := runBinary(ctx, n, a.Password, "user", "add", a.Login, "--name", a.Name, "--role", "admin"); err != nil {
			return err
		}
		if err := s.admin.Login(ctx, a.Login, a.Password); err != nil {
			return err
		}
	}
	if err := s.people(ctx); err != nil {
		return err
	}
	b := logins["supervisor"][0]
	if err := s.sup.Login(ctx, b.Login, b.Password); err != nil {
		return err
	}
	var page struct {
		Items []client.Campaign `json:"items"`
	}
	if err := s.sup.Do(ctx, http.MethodGet, "/campaigns", nil, &page); err != nil {
		return err
	}
	for _, c := range page.Items {
		s.campaigns = append(s.campaigns, c.Name)
	}
	if err := s.modes(ctx); err != nil {
		return err
	}
	if err := s.plan(ctx, time.Now()); err != nil {
		return err
	}
	return s.hotline(ctx)
}

// people makes the users. All agents may dial numbers of their own and ask outside numbers into a call; agent3 speaks Cantonese too.
func (s *seeder) people(ctx context.Context) error {
	for _, role := range []string{"supervisor", "agent", "qa"} {
		have, err := s.admin.Users(ctx, role)
		if err != nil {
			return err
		}
		for i, u := range logins[role] {
			id := int64(0)
			for _, h := range have {
				if h.Login == u.Login {
					id = h.ID
				}
			}
			if id == 0 {
				var made client.User
				err := s.admin.Do(ctx, http.MethodPost, "/users", map[string]string{"login": u.Login, "name": u.Name, "role": role, "password": u.Password}, &made)
				if err != nil {
					return err
				}
				id = made.ID
			}
			if role != "agent" {
				continue
			}
			s.agents = append(s.agents, id)
			skills := []map[string]any{{"skill": "mandarin", "level": 5}}
			if i == 2 {
				skills = append(skills, map[string]any{"skill": "cantonese", "level": 8})
			}
			if err := s.admin.Do(ctx, http.MethodPatch, fmt.Sprintf("/users/%d", id), map[string][]string{"rights": {"dial_manual", "dial_outside"}}, nil); err != nil {
				return err
			}
			if err := s.admin.Do(ctx, http.MethodPut, fmt.Sprintf("/users/%d/skills", id), map[string]any{"skills": skills}, nil); err != nil {
				return err
			}
		}
	}
	return nil
}
