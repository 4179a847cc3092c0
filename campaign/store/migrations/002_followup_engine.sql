-- The follow-up engine: customers, service events, plans, caps. Rows R1-R14 of the requirements.

-- A store or a department (R1, R8). Plans choose per unit; units request follow-ups.
create table unit (
  id     bigint generated always as identity primary key,
  name   text not null unique check (name <> ''),
  kind   text not null default 'store' check (kind in ('store','department')),
  size   text not null default 'small' check (size in ('small','big')),
  region text not null default '',
  active boolean not null default true
);

-- The organisation or person that is followed up (R1).
create table customer (
  id          bigint generated always as identity primary key,
  code        text unique,                       -- the organisation's own number, when it has one
  name        text not null check (name <> ''),
  address     text not null default '',
  switchboard text not null default '',
  segment     text not null default '' check (segment in ('','member','vip','prospect','churned')),
  region      text not null default '',
  unit_id     bigint references unit,
  owner_id    bigint references app_user,        -- the agent who owns the customer; ownership sticks (R2)
  signed_on   date,                              -- contract; the file is due 3 days later (R1)
  expires_on  date,                              -- contract, insurance, licence ... (R6)
  notes       jsonb not null default '{}',       -- hobbies, family ...: shown to agents, never exported to QA
  fields      jsonb not null default '{}',       -- further columns of imports
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now()
);
create index customer_owner on customer (owner_id);
create index customer_unit on customer (unit_id);
create index customer_name on customer (name text_pattern_ops);

-- A contact is a person of a customer, or a row of a simple list that belongs to none.
alter table contact alter column list_id drop not null;
alter table contact alter column line drop not null;
alter table contact
  add column customer_id bigint references customer on delete cascade,
  add column title    text not null default '',
  add column email    text not null default '',
  add column sex      text not null default '' check (sex in ('','m','f')),
  add column birthday date,
  add column language text not null default '' check (language in ('','mandarin','cantonese')),
  add column zone     text not null default '',        -- IANA; '' means the campaign's
  add column convenient jsonb,                         -- intervals that narrow the window (R10); null: any
  add constraint contact_belongs check (list_id is not null or customer_id is not null);
create index contact_customer on contact (customer_id);

-- Several numbers of a contact, in the order in which they are tried (R11). contact.phone is the first.
create table contact_number (
  contact_id bigint not null references contact on delete cascade,
  position   integer not null check (position between 1 and 9),
  phone      text not null check (phone ~ '^\+[0-9]{4,15}$'),
  label      text not null default '',
  bad        text not null default '',                 -- why it is not dialled any more: vacant, wrong_number
  primary key (contact_id, position),
  unique (contact_id, phone)
);
create index contact_number_phone on contact_number (phone);

-- What gives rise to follow-ups: a sale, a repair, a complaint, a discharge ... (R3). source_key makes importing and
-- sending it twice harmless.
create table service_event (
  id          bigint generated always as identity primary key,
  source_key  text not null unique,
  customer_id bigint not null references customer on delete cascade,
  contact_id  bigint references contact,
  kind        text not null check (kind ~ '^[a-z][a-z0-9_]{0,39}$'),
  at          timestamptz not null,
  unit_id     bigint references unit,
  amount      bigint,                                  -- cents
  title       text not null default '',
  detail      jsonb not null default '{}',
  created_at  timestamptz not null default now()
);
create index service_event_due on service_event (kind, at);
create index service_event_customer on service_event (customer_id, at desc);

-- Follow-up types are data (R5); the starter set is written by the service at its start.
create table follow_up_type (
  code     text primary key,
  body     jsonb not null,                             -- campaign/plan.Type
  builtin  boolean not null default false,
  active   boolean not null default true
);

-- A plan says whom, when, what for and how (R8).
create table plan (
  id         bigint generated always as identity primary key,
  name       text not null check (name <> ''),
  type_code  text not null references follow_up_type,
  state      text not null default 'draft' check (state in ('draft','requested','confirmed','running','paused','stopped')),
  rule       jsonb not null,                           -- campaign/plan.Rule
  choose     jsonb not null,                           -- campaign/quota.Spec
  campaign_id bigint not null references campaign,     -- where its follow-ups are dialled
  unit_id    bigint references unit,                   -- who asked for it, when a unit did
  version    integer not null default 1,
  created_by bigint not null references app_user,
  confirmed_by bigint references app_user,
  created_at timestamptz not null default now()
);

-- One generation of a plan over a period; repeating it adds nothing.
create table plan_run (
  id        bigint generated always as identity primary key,
  plan_id   bigint not null references plan on delete cascade,
  from_at   timestamptz not null,
  until_at  timestamptz not null,
  state     text not null check (state in ('queued','running','done','failed','cancelled')),
  seen      integer not null default 0,
  chosen    integer not null default 0,
  added     integer not null default 0,
  reasons   jsonb not null default '{}',               -- why not chosen, by reason
  error     text not null default '',
  created_by bigint references app_user,
  created_at timestamptz not null default now(),
  ended_at  timestamptz
);

alter table follow_up
  add column customer_id bigint references customer,
  add column plan_id     bigint references plan,
  add column source_key  text not null default '',     -- of a plan: rule, event, occurrence; generation twice is once
  add column due_until   timestamptz,                  -- after that it is too late: exhausted, reason too_late
  add column number_position integer not null default 1,
  add column record_due_at timestamptz,                -- the agent finishes the record by then (R24)
  add column answers     jsonb not null default '{}',
  add column required    jsonb not null default '[]';  -- ids of the questions that must be answered (R14)
alter table follow_up drop constraint follow_up_campaign_id_phone_key;
create unique index follow_up_list_once on follow_up (campaign_id, phone) where source_key = '';
create unique index follow_up_plan_once on follow_up (plan_id, source_key) where source_key <> '';
create index follow_up_customer on follow_up (customer_id) where customer_id is not null;
create index follow_up_record on follow_up (record_due_at) where state = 'wrapup';

-- Caps over all campaigns (R12): how often a number and a customer may be called. One row.
create table call_caps (
  singleton boolean primary key default true check (singleton),
  per_day   integer not null default 5 check (per_day between 1 and 100),        -- in any 24 hours
  per_burst integer not null default 3 check (per_burst between 1 and 100),
  burst_s   integer not null default 300 check (burst_s between 60 and 86400)
);
insert into call_caps default values;

alter table attempt add column customer_id bigint references customer;
create unique index attempt_live_customer on attempt (customer_id) where ended_at is null and customer_id is not null;
create index attempt_customer on attempt (customer_id, claimed_at) where customer_id is not null;

-- Skills and training (R21, R35): only the trained get the work.
create table user_skill (
  user_id bigint not null references app_user on delete cascade,
  skill   text not null,                               -- mandarin, cantonese, or a follow-up type's code
  level   integer not null default 1 check (level between 1 and 10),
  trained_on date,
  primary key (user_id, skill)
);
alter table campaign add column skill text not null default '';

-- Days that differ from the announced holidays (R10).
create table calendar_day (
  day  date primary key,
  kind text not null check (kind in ('holiday','workday')),
  name text not null default '',
  swaps date
);

-- Long work in the background, seen by the page that started it: imports, generations.
create table job (
  id        bigint generated always as identity primary key,
  kind      text not null,
  state     text not null default 'queued' check (state in ('queued','running','done','failed','cancelled')),
  args      jsonb not null default '{}',
  done      bigint not null default 0,
  total     bigint not null default 0,
  result    jsonb not null default '{}',
  error     text not null default '',
  cancel    boolean not null default false,
  created_by bigint references app_user,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  beat_at    timestamptz,                              -- sign of life; an old one: another process may take it over
  ended_at   timestamptz
);
create index job_open on job (id) where state in ('queued','running');

-- When the file was taken down on paper or in another system (null: when it was entered), and when its personal fields
-- were first all there (R1: filed within 3 days, entered within 24 h, personal fields within a month).
alter table customer
  add column filed_at    timestamptz,
  add column personal_at timestamptz;
create index contact_number_end on contact_number (right(phone, 4));  -- search by the last digits

-- An uploaded file of customers or service events (R3). The file lies in the spool folder of the node until its job is done.
create table import (
  id         bigint generated always as identity primary key,
  kind       text not null check (kind in ('customers','events')),
  idempotency_key text not null unique,                -- "<user>:<key>": the same upload sent twice is one import
  file_name  text not null,
  file_sha256 text not null,
  node       text not null,                            -- where the file lies
  spool      text not null,                            -- its name there; '' once it is deleted
  format     text not null check (format in ('csv','xlsx')),
  encoding   text not null default '',
  sheet      text not null default '',
  columns    jsonb not null,                           -- headers, in file order
  preview    jsonb not null,                           -- the first rows as they are
  mapping    jsonb not null,                           -- field for each column; '': ignored
  remembered boolean not null default false,           -- the mapping was chosen earlier for such a file
  options    jsonb not null default '{}',
  job_id     bigint unique references job,             -- null until it is started
  cancelled  boolean not null default false,           -- before it was started
  next_row   integer not null default 0,               -- rows of the file that are settled; grows with them in one transaction
  added      integer not null default 0,
  updated    integer not null default 0,
  skipped    integer not null default 0,
  refused    integer not null default 0,
  created_by bigint not null references app_user,
  created_at timestamptz not null default now()
);

create table import_error (
  import_id bigint not null references import on delete cascade,
  seq     integer not null,
  line    integer not null,
  field   text not null,
  value   text not null,
  code    text not null,
  detail  text not null,
  primary key (import_id, seq)
);

-- How a user mapped the columns of a file with these headers the last time.
create table import_mapping (
  user_id   bigint not null references app_user on delete cascade,
  kind      text not null,
  signature text not null,                             -- of the headers
  mapping   jsonb not null,
  primary key (user_id, kind, signature)
);

---- create above / drop below ----

drop table import_mapping, import_error, import, job, calendar_day, user_skill, call_caps, plan_run, service_event, contact_number cascade;
