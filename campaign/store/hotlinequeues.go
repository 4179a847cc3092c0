package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"huifang/campaign"
)

const queueColumns = `q.campaign_id, q.category, array(select n.did from hotline_number n where n.campaign_id = q.campaign_id order by n.did) as numbers,
	q.head_start_s, q.language, q.last_agent_s, q.max_waiting, q.max_wait_s, q.announce_s, q.overflow, q.closed, q.offer, q.message_max_s, q.greeting, q.closed_prompt, q.english`

type queueRow struct {
	CampaignID   int64
	Category     campaign.Category
	Numbers      []string
	HeadStartS   int `db:"head_start_s"`
	Language     string
	LastAgentS   int `db:"last_agent_s"`
	MaxWaiting   int
	MaxWaitS     int `db:"max_wait_s"`
	AnnounceS    int `db:"announce_s"`
	Overflow     string
	Closed       string
	Offer        bool
	MessageMaxS  int `db:"message_max_s"`
	Greeting     string
	ClosedPrompt string
	English      bool
}

func (r queueRow) settings() campaign.QueueSettings {
	return campaign.QueueSettings{Category: r.Category, Numbers: r.Numbers, HeadStartS: r.HeadStartS, Language: r.Language, LastAgentS: r.LastAgentS,
		MaxWaiting: r.MaxWaiting, MaxWaitS: r.MaxWaitS, AnnounceS: r.AnnounceS, Overflow: r.Overflow, Closed: r.Closed, Offer: r.Offer,
		MessageMaxS: r.MessageMaxS, Greeting: r.Greeting, ClosedPrompt: r.ClosedPrompt, English: r.English}
}

// Queues returns the queues of the hotline (R19), those that are in use first, then by category and name, with the counts of
// their callbacks as of now.
func (s *Store) Queues(ctx context.Context, now time.Time) ([]campaign.Queue, error) {
	return s.readQueues(ctx, 0, now)
}

// Queue returns one queue by the id of its campaign, or ErrNotFound.
func (s *Store) Queue(ctx context.Context, id int64, now time.Time) (campaign.Queue, error) {
	list, err := s.readQueues(ctx, id, now)
	if err != nil {
		return campaign.Queue{}, err
	}
	if len(list) == 0 {
		return campaign.Queue{}, ErrNotFound
	}
	return list[0], nil
}

func (s *Store) readQueues(ctx context.Context, id int64, now time.Time) ([]campaign.Queue, error) {
	rows, err := s.pool.Query(ctx, `select `+queueColumns+` from hotline_queue q where $1 = 0 or q.campaign_id = $1`, id)
	if err != nil {
		return nil, fmt.Errorf("queues: %w", err)
	}
	settings, err := pgx.CollectRows(rows, pgx.RowToStructByName[queueRow])
	if err != nil {
		return nil, fmt.Errorf("queues: %w", err)
	}
	ids := make([]int64, len(settings))
	for i, q := range settings {
		ids[i] = q.CampaignID
	}
	rows, err = s.pool.Query(ctx, `select `+campaignColumns+campaignFrom+` where c.id = any($1)
		order by c.state in ('stopped', 'finished'), array_position(array['alarm','complaint','after_sales','pre_sales'], (select q.category from hotline_queue q where q.campaign_id = c.id)), c.name, c.id`, ids)
	if err != nil {
		return nil, fmt.Errorf("queues: %w", err)
	}
	campaigns, err := s.collectCampaigns(ctx, rows, now)
	if err != nil {
		return nil, err
	}
	list := make([]campaign.Queue, len(campaigns))
	for i, c := range campaigns {
		k := slices.Index(ids, c.ID)
		list[i] = campaign.Queue{Campaign: c, QueueSettings: settings[k].settings()}
	}
	return list, nil
}

// CreateQueue stores a queue as a draft: a campaign of mode inbound. A *FieldError says which setting is wrong.
func (s *Store) CreateQueue(ctx context.Context, in campaign.Settings, q campaign.QueueSettings, by int64) (id int64, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		if id, err = createCampaign(ctx, tx, in, by); err != nil {
			return err
		}
		return saveQueue(ctx, tx, id, q)
	})
	if err != nil {
		return 0, fmt.Errorf("create queue: %w", err)
	}
	return id, nil
}

// UpdateQueue changes a queue that still has the given version. Unlike a campaign it need not be paused: who waits keeps what held
// when he called. It returns ErrNotFound, ErrVersion, ErrWrongState (it is stopped) or a *FieldError.
func (s *Store) UpdateQueue(ctx context.Context, id int64, version int, in campaign.Settings, q campaign.QueueSettings, by int64) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		if err := updateCampaign(ctx, tx, id, version, in, by, campaign.Draft, campaign.Paused, campaign.Running); err != nil {
			return err
		}
		return saveQueue(ctx, tx, id, q)
	})
	if err != nil {
		return fmt.Errorf("update queue: %w", err)
	}
	return nil
}

func saveQueue(ctx context.Context, tx pgx.Tx, id int64, q campaign.QueueSettings) error {
	named := map[string]string{}
	for at, prompt := range map[string]string{"/greeting": q.Greeting, "/closed_prompt": q.ClosedPrompt} {
		if prompt != "" {
			named[at] = prompt
		}
	}
	if err := checkPrompts(ctx, tx, "", named); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `
		insert into hotline_queue (campaign_id, category, head_start_s, language, last_agent_s, max_waiting, max_wait_s, announce_s, overflow, closed,
		  offer, message_max_s, greeting, closed_prompt, english)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
		on conflict (campaign_id) do update set category = excluded.category, head_start_s = excluded.head_start_s, language = excluded.language,
		  last_agent_s = excluded.last_agent_s, max_waiting = excluded.max_waiting, max_wait_s = excluded.max_wait_s, announce_s = excluded.announce_s,
		  overflow = excluded.overflow, closed = excluded.closed, offer = excluded.offer, message_max_s = excluded.message_max_s,
		  greeting = excluded.greeting, closed_prompt = excluded.closed_prompt, english = excluded.english`,
		id, q.Category, q.HeadStartS, q.Language, q.LastAgentS, q.MaxWaiting, q.MaxWaitS, q.AnnounceS, q.Overflow, q.Closed, q.Offer, q.MessageMaxS,
		q.Greeting, q.ClosedPrompt, q.English); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `delete from hotline_number where campaign_id = $1 and did <> all($2)`, id, q.Numbers); err != nil {
		return err
	}
	for i, did := range q.Numbers {
		var other string
		// A number of a queue that has ended is free again.
		err := tx.QueryRow(ctx, `
			insert into hotline_number as n (did, campaign_id) values ($1, $2)
			on conflict (did) do update set campaign_id = case when n.campaign_id = $2 or exists (
			    select from campaign c where c.id = n.campaign_id and c.state in ('stopped', 'finished')) then $2 else n.campaign_id end
			returning (select case when n.campaign_id = $2 then '' else c.name end from campaign c where c.id = n.campaign_id)`, did, id).Scan(&other)
		if err != nil {
			return err
		}
		if other != "" {
			return &FieldError{Pointer: fmt.Sprintf("/numbers/%d", i), Code: campaign.CodeDIDTaken, Detail: fmt.Sprintf("the number belongs to the queue %q", other)}
		}
	}
	return nil
}

// Departments returns the directory (R19) in its order.
func (s *Store) Departments(ctx context.Context) ([]campaign.Department, error) {
	rows, err := s.pool.Query(ctx, `select id, name, number, hours, purpose, position from department order by position, name`)
	if err != nil {
		return nil, fmt.Errorf("directory: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[campaign.Department])
	if err != nil {
		return nil, fmt.Errorf("directory: %w", err)
	}
	if list == nil {
		list = []campaign.Department{}
	}
	return list, nil
}

// SaveDepartment stores a new department (ID 0) or changes one; ErrNameTaken, ErrNotFound.
func (s *Store) SaveDepartment(ctx context.Context, d campaign.Department, by int64) (campaign.Department, error) {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		action := "department.update"
		var err error
		if d.ID == 0 {
			action = "department.create"
			err = tx.QueryRow(ctx, `insert into department (name, number, hours, purpose, position) values ($1, $2, $3, $4, $5) returning id`,
				d.Name, d.Number, d.Hours, d.Purpose, d.Position).Scan(&d.ID)
		} else {
			err = tx.QueryRow(ctx, `update department set name = $2, number = $3, hours = $4, purpose = $5, position = $6 where id = $1 returning id`,
				d.ID, d.Name, d.Number, d.Hours, d.Purpose, d.Position).Scan(&d.ID)
		}
		switch {
		case isCode(err, uniqueViolation):
			return ErrNameTaken
		case errors.Is(err, pgx.ErrNoRows):
			return ErrNotFound
		case err != nil:
			return fmt.Errorf("save department: %w", err)
		}
		return audit(ctx, tx, by, action, object("department", d.ID), nil)
	})
	return d, err
}

// DeleteDepartment takes a department out of the directory, or returns ErrNotFound.
func (s *Store) DeleteDepartment(ctx context.Context, id, by int64) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `delete from department where id = $1`, id)
		switch {
		case err != nil:
			return fmt.Errorf("delete department: %w", err)
		case tag.RowsAffected() == 0:
			return ErrNotFound
		}
		return audit(ctx, tx, by, "department.delete", object("department", id), nil)
	})
}
