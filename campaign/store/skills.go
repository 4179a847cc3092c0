package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"huifang/campaign"
)

// Skill is what an agent can do (R21, R35): a language, or a follow-up type for which he was trained.
type Skill struct {
	Skill     string `json:"skill" doc:"mandarin, cantonese, or the code of a follow-up type"`
	Level     int    `json:"level" doc:"1 to 10; a higher one gets more of the work"`
	TrainedOn string `json:"trained_on,omitempty" format:"date"`
}

// AgentSkills is an agent with his skills.
type AgentSkills struct {
	Agent  campaign.Ref `json:"agent"`
	Skills []Skill      `json:"skills"`
}

const skillsOf = `select jsonb_build_object('id', u.id, 'name', u.name) as agent,
	coalesce(jsonb_agg(jsonb_build_object('skill', k.skill, 'level', k.level, 'trained_on', coalesce(k.trained_on::text, '')) order by k.skill)
		filter (where k.skill is not null), '[]') as skills
	from app_user u left join user_skill k on k.user_id = u.id`

// Skills returns the active agents with their skills, by name; with a skill only those who have it.
func (s *Store) Skills(ctx context.Context, skill string) ([]AgentSkills, error) {
	rows, err := s.pool.Query(ctx, skillsOf+` where u.role = 'agent' and u.active
		and ($1 = '' or exists (select from user_skill x where x.user_id = u.id and x.skill = $1)) group by u.id, u.name order by u.name, u.id`, skill)
	if err != nil {
		return nil, fmt.Errorf("skills: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[AgentSkills])
	if err != nil {
		return nil, fmt.Errorf("skills: %w", err)
	}
	if list == nil {
		list = []AgentSkills{}
	}
	return list, nil
}

// SkillsOf returns the skills of one agent, or ErrNotFound.
func (s *Store) SkillsOf(ctx context.Context, agent int64) (AgentSkills, error) {
	rows, err := s.pool.Query(ctx, skillsOf+` where u.role = 'agent' and u.id = $1 group by u.id, u.name`, agent)
	return one(rows, err, "skills", pgx.RowToStructByName[AgentSkills])
}

// SetSkills replaces the skills of an agent. A *FieldError points at a skill that there is not.
func (s *Store) SetSkills(ctx context.Context, agent int64, skills []Skill, by int64) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		var id int64
		err := tx.QueryRow(ctx, `select id from app_user where id = $1 and role = 'agent' for update`, agent).Scan(&id)
		if errors.Is(err, pgx.ErrNoRows) {
			return ErrNotFound
		}
		if err != nil {
			return fmt.Errorf("set skills: %w", err)
		}
		rows, err := tx.Query(ctx, `select code from follow_up_type`)
		if err != nil {
			return fmt.Errorf("set skills: %w", err)
		}
		known, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			return fmt.Errorf("set skills: %w", err)
		}
		known = append(known, "mandarin", "cantonese")
		if _, err := tx.Exec(ctx, `delete from user_skill where user_id = $1`, agent); err != nil {
			return fmt.Errorf("set skills: %w", err)
		}
		names := []string{}
		for i, k := range skills {
			if !slices.Contains(known, k.Skill) {
				return &FieldError{Pointer: fmt.Sprintf("/skills/%d/skill", i), Code: "skill_unknown", Detail: "neither a language nor a follow-up type"}
			}
			if slices.Contains(names, k.Skill) {
				return &FieldError{Pointer: fmt.Sprintf("/skills/%d/skill", i), Code: "duplicate", Detail: "this skill is named twice"}
			}
			names = append(names, k.Skill)
			if _, err := tx.Exec(ctx, `insert into user_skill (user_id, skill, level, trained_on) values ($1, $2, $3, nullif($4, '')::date)`,
				agent, k.Skill, k.Level, k.TrainedOn); err != nil {
				return fmt.Errorf("set skills: %w", err)
			}
		}
		return audit(ctx, tx, by, "user.skills", object("user", agent), map[string]any{"skills": names})
	})
}
