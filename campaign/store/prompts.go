package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"huifang/campaign/prompt"
)

// Prompt is audio that calls may play.
type Prompt struct {
	ID         string     `json:"id" doc:"a number, or shipped:<name> for those that come with the program"`
	Name       string     `json:"name"`
	Words      string     `json:"words" doc:"what is said"`
	DurationMS int64      `json:"duration_ms"`
	Shipped    bool       `json:"shipped" doc:"comes with the program and cannot be deleted"`
	UsedBy     []string   `json:"used_by" doc:"names of the campaigns and queues that name it"`
	CreatedBy  string     `json:"created_by,omitempty"`
	CreatedAt  *time.Time `json:"created_at,omitempty"`
}

// promptUses are the campaigns and queues by the prompts that they name.
const promptUses = `(select distinct v.id as prompt, c.name from campaign c left join hotline_queue q on q.campaign_id = c.id,
	lateral (values (c.mode_settings->'predictive'->>'prompt'), (c.mode_settings->'notice'->>'prompt'), (c.mode_settings->'detection'->>'prompt'),
	  (q.greeting), (q.closed_prompt)) v(id) where v.id <> '') uses`

// Prompts lists all prompts: those of the users by name, then those that come with the program.
func (s *Store) Prompts(ctx context.Context) ([]Prompt, error) {
	rows, err := s.pool.Query(ctx, `
		select p.id::text, p.name, p.words, length(p.audio)::bigint / 8, u.name, p.created_at,
		  array(select uses.name from `+promptUses+` where uses.prompt = p.id::text order by uses.name)
		from prompt p join app_user u on u.id = p.created_by order by p.name`)
	if err != nil {
		return nil, fmt.Errorf("prompts: %w", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (p Prompt, err error) {
		err = row.Scan(&p.ID, &p.Name, &p.Words, &p.DurationMS, &p.CreatedBy, &p.CreatedAt, &p.UsedBy)
		return p, err
	})
	if err != nil {
		return nil, fmt.Errorf("prompts: %w", err)
	}
	used := map[string][]string{}
	rows, err = s.pool.Query(ctx, `select uses.prompt, uses.name from `+promptUses+` where uses.prompt like 'shipped:%' order by 2`)
	if err != nil {
		return nil, fmt.Errorf("prompts: %w", err)
	}
	var id, name string
	if _, err := pgx.ForEachRow(rows, []any{&id, &name}, func() error { used[id] = append(used[id], name); return nil }); err != nil {
		return nil, fmt.Errorf("prompts: %w", err)
	}
	for _, p := range prompt.Shipped() {
		by := used[p.ID]
		if by == nil {
			by = []string{}
		}
		list = append(list, Prompt{ID: p.ID, Name: strings.TrimPrefix(p.ID, prompt.ShippedPrefix), Words: p.Words,
			DurationMS: prompt.Length(p.Audio).Milliseconds(), Shipped: true, UsedBy: by})
	}
	return list, nil
}

// AddPrompt stores a prompt and returns its id, or ErrNameTaken.
func (s *Store) AddPrompt(ctx context.Context, name, words string, ulaw []byte, by int64) (id string, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		var n int64
		err := tx.QueryRow(ctx, `insert into prompt (name, words, audio, created_by) values ($1, $2, $3, $4) returning id`, name, words, ulaw, by).Scan(&n)
		if isCode(err, uniqueViolation) {
			return ErrNameTaken
		}
		if err != nil {
			return err
		}
		id = itoa(n)
		return audit(ctx, tx, by, "prompt.add", object("prompt", n), map[string]any{"name": name})
	})
	if err != nil {
		return "", fmt.Errorf("add prompt: %w", err)
	}
	return id, nil
}

// DeletePrompt deletes a prompt that no campaign names: ErrInUse otherwise; ErrNotFound.
func (s *Store) DeletePrompt(ctx context.Context, id string, by int64) error {
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return ErrNotFound
	}
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		var name string
		err := tx.QueryRow(ctx, `select name from prompt where id = $1 for update`, n).Scan(&name)
		if errors.Is(err, pgx.ErrNoRows) {
			return ErrNotFound
		}
		if err != nil {
			return err
		}
		tag, err := tx.Exec(ctx, `delete from prompt p where id = $1 and not exists (select from `+promptUses+` where uses.prompt = p.id::text)`, n)
		switch {
		case err != nil:
			return err
		case tag.RowsAffected() == 0:
			return ErrInUse
		}
		return audit(ctx, tx, by, "prompt.delete", object("prompt", n), map[string]any{"name": name})
	})
	if err != nil {
		return fmt.Errorf("delete prompt: %w", err)
	}
	return nil
}

// Prompt returns the audio of a prompt as mu-law of 8 kHz, or ErrNotFound.
func (s *Store) Prompt(ctx context.Context, id string) (ulaw []byte, err error) {
	if ulaw, ok := prompt.Hotline(id); ok {
		return ulaw, nil
	}
	if strings.HasPrefix(id, prompt.ShippedPrefix) {
		list := prompt.Shipped()
		if i := slices.IndexFunc(list, func(p prompt.ShippedPrompt) bool { return p.ID == id }); i >= 0 {
			return list[i].Audio, nil
		}
		return nil, fmt.Errorf("prompt %q: %w", id, ErrNotFound)
	}
	if ulaw, ok := s.prompts.get(id); ok {
		return ulaw, nil
	}
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return nil, fmt.Errorf("prompt %q: %w", id, ErrNotFound)
	}
	err = s.pool.QueryRow(ctx, `select audio from prompt where id = $1`, n).Scan(&ulaw)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, fmt.Errorf("prompt %q: %w", id, ErrNotFound)
	}
	if err != nil {
		return nil, fmt.Errorf("prompt %q: %w", id, err)
	}
	s.prompts.put(id, ulaw)
	return ulaw, nil
}

// promptCache keeps the prompts that calls play: they never change, and a deleted one's number is not given again.
type promptCache struct {
	mu   sync.Mutex
	byID map[string][]byte
}

// promptsKept is how many: at most 2.4 MB each.
const promptsKept = 32

func (c *promptCache) get(id string) ([]byte, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	ulaw, ok := c.byID[id]
	return ulaw, ok
}

func (c *promptCache) put(id string, ulaw []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.byID == nil || len(c.byID) >= promptsKept {
		c.byID = map[string][]byte{}
	}
	c.byID[id] = ulaw
}

// checkPrompts finds settings that name a prompt which there is not. base is the pointer of the settings.
func checkPrompts(ctx context.Context, tx pgx.Tx, base string, named map[string]string) error {
	for at, id := range named {
		if slices.ContainsFunc(prompt.Shipped(), func(p prompt.ShippedPrompt) bool { return p.ID == id }) {
			continue
		}
		var n int64
		if v, err := strconv.ParseInt(id, 10, 64); err == nil {
			n = v
		}
		// Locked, so that it is not deleted before the campaign is stored.
		err := tx.QueryRow(ctx, `select id from prompt where id = $1 for share`, n).Scan(&n)
		if errors.Is(err, pgx.ErrNoRows) {
			return &FieldError{Pointer: base + at, Code: "prompt_unknown", Detail: "there is no such prompt"}
		}
		if err != nil {
			return err
		}
	}
	return nil
}
