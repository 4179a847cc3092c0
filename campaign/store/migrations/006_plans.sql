-- Block of the generation (campaign/store/generate.go, dues.go): what a run did, by day, unit and tier.
alter table plan_run
  add column days     jsonb not null default '[]',
  add column units    jsonb not null default '[]',
  add column tiers    jsonb not null default '[]',
  add column warnings jsonb not null default '[]';
-- The dates that rules name.
create index customer_expires on customer (expires_on) where expires_on is not null;
create index customer_signed on customer (signed_on) where signed_on is not null;

-- The ledger and the campaigns' counts read this and follow_up_due alone. Equal keys are stored once (7 MB for a million
-- follow-ups); it does the work of follow_up_open too.
create index follow_up_ledger on follow_up (campaign_id, state, reason, plan_id);
drop index follow_up_open;
-- follow_up_callback has all that wait for one agent.
alter table follow_up add constraint follow_up_agent_calls_back check (callback_agent is null or is_callback);
-- End of the block of the generation.

-- Plans and types that supervisors work with (R5 to R8): the period, who asked and who confirmed, runs by themselves.
alter table plan
  add column period       jsonb not null default '{"kind":"month"}',  -- campaign/plan.Cycle
  add column purpose      text not null default '',                   -- what for
  add column requester    text not null default '',                   -- who of the unit asks
  add column note         text not null default '',                   -- why it was sent back
  add column requested_by bigint references app_user,
  add column requested_at timestamptz,
  add column confirmed_at timestamptz,
  add column launched_at  timestamptz,
  add column ended_at     timestamptz,
  add column moved_at     timestamptz not null default now();          -- into its state
create index plan_campaign on plan (campaign_id);

alter table plan_run
  add column job_id     bigint references job,
  add column last_event bigint not null default 0,   -- newest event of the plan's kind that it can have seen
  add column trigger    text not null default 'manual' check (trigger in ('manual','first','day','events'));
create index plan_run_plan on plan_run (plan_id, id);
create index service_event_newest on service_event (kind, id);

-- A plan has one open generation at most.
create unique index job_plan_open on job ((args->>'plan')) where kind = 'plan' and state in ('queued','running');
create index job_plan on job ((args->>'plan'), id) where kind = 'plan';

-- What an organisation changed of a delivered type is kept over updates.
alter table follow_up_type
  add column edited  boolean not null default false,
  add column version integer not null default 1;

-- While a plan is paused its waiting follow-ups are in a state of their own: nothing that looks for work sees them.
alter table follow_up drop constraint follow_up_state_check;
alter table follow_up add constraint follow_up_state_check
  check (state in ('waiting','paused','live','wrapup','completed','exhausted','cancelled'));
create index follow_up_paused on follow_up (plan_id, due_until) where state = 'paused';
create index follow_up_plan_waiting on follow_up (plan_id) where state = 'waiting' and plan_id is not null;

---- create above / drop below ----

drop index follow_up_plan_waiting, follow_up_paused;
alter table follow_up drop constraint follow_up_state_check;
alter table follow_up add constraint follow_up_state_check check (state in ('waiting','live','wrapup','completed','exhausted','cancelled'));
alter table follow_up_type drop column edited, drop column version;
drop index job_plan, job_plan_open, service_event_newest, plan_run_plan, plan_campaign;
alter table follow_up drop constraint follow_up_agent_calls_back;
create index follow_up_open on follow_up (campaign_id) where state in ('waiting','live','wrapup');
drop index follow_up_ledger, customer_signed, customer_expires;
alter table plan_run drop column days, drop column units, drop column tiers, drop column warnings;
alter table plan_run drop column job_id, drop column last_event, drop column trigger;
alter table plan drop column period, drop column purpose, drop column requester, drop column note, drop column requested_by,
  drop column requested_at, drop column confirmed_at, drop column launched_at, drop column ended_at, drop column moved_at;
