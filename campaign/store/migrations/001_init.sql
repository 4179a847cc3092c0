-- Huifang's first schema. Words as in docs/architecture.md; invariants I1-I10 are named where a constraint keeps them.

create table app_user (
  id            bigint generated always as identity primary key,
  login         text not null unique check (login ~ '^[a-z0-9][a-z0-9._-]{0,63}$'),
  name          text not null,
  role          text not null check (role in ('agent','supervisor','qa','admin')),
  password_hash text not null,
  active        boolean not null default true,
  created_at    timestamptz not null default now()
);

-- scs session store (web/auth); the token is random, data is opaque to SQL.
create table sessions (
  token  text primary key,
  data   bytea not null,
  expiry timestamptz not null
);
create index sessions_expiry on sessions (expiry);

-- A dialer node: one running process with its own ARI application. The epoch (fence) grows at each start, so a
-- process that was thought dead and comes back can no longer arm a dial.
create table node (
  id          text primary key,
  epoch       bigint not null default 0,
  lease_until timestamptz not null default 'epoch',
  started_at  timestamptz not null default now()
);

create table contact_list (
  id          bigint generated always as identity primary key,
  name        text not null,
  file_name   text not null,
  encoding    text not null default '',
  columns     jsonb not null default '[]',      -- further columns, in file order
  rows_total  integer not null default 0,
  rows_taken  integer not null default 0,
  rows_refused integer not null default 0,
  idempotency_key text unique,                  -- "<user>:<key>": the same upload sent twice is one list
  file_sha256   text not null default '',       -- hex; the same key with another file is refused
  created_by  bigint not null references app_user,
  created_at  timestamptz not null default now()
);

create table contact_list_error (
  list_id bigint not null references contact_list on delete cascade,
  seq     integer not null,                     -- order in the file
  line    integer not null,                     -- physical line, 1-based
  field   text not null,
  value   text not null,
  code    text not null,
  detail  text not null,
  primary key (list_id, seq)
);

create table contact (
  id      bigint generated always as identity primary key,
  list_id bigint not null references contact_list on delete cascade,
  line    integer not null,
  name    text not null,
  phone   text not null check (phone ~ '^\+[0-9]{4,15}$'),   -- E.164
  extra   jsonb not null default '[]',          -- [[column, value], ...] in file order
  unique (list_id, phone)
);
create index contact_phone on contact (phone);

-- Do-not-call: in force from the moment the insert is acknowledged (I4).
create table dnc (
  phone      text primary key check (phone ~ '^\+[0-9]{4,15}$'),
  reason     text not null default '',
  created_by bigint references app_user,
  created_at timestamptz not null default now()
);

create table campaign (
  id            bigint generated always as identity primary key,
  name          text not null check (name <> ''),
  purpose       text not null default '',       -- shown to the agent (R9)
  state         text not null default 'draft' check (state in ('draft','running','paused','stopped','finished')),
  mode          text not null default 'progressive' check (mode in ('progressive')),
  trunk         text not null,
  caller_id     text not null default '',
  list_id       bigint references contact_list,
  calling_window jsonb not null,                -- campaign/window
  retry         jsonb not null,                 -- campaign/retry
  ring_timeout_s integer not null default 30 check (ring_timeout_s between 5 and 120),
  wrapup_s      integer not null default 60 check (wrapup_s between 0 and 3600),
  version       integer not null default 1,     -- ETag
  created_by    bigint not null references app_user,
  created_at    timestamptz not null default now(),
  started_at    timestamptz,
  ended_at      timestamptz
);

create table campaign_agent (
  campaign_id bigint not null references campaign on delete cascade,
  user_id     bigint not null references app_user,
  primary key (campaign_id, user_id)
);
create index campaign_agent_user on campaign_agent (user_id);

-- One customer to be reached once for one purpose.
--   waiting  due at due_at (or later: the window decides)
--   live     an attempt is under way
--   wrapup   the customer was reached; the agent's disposition is missing
--   completed, exhausted, cancelled   ended, with a reason
create table follow_up (
  id          bigint generated always as identity primary key,
  campaign_id bigint not null references campaign on delete cascade,
  contact_id  bigint not null references contact,
  phone       text not null,
  state       text not null default 'waiting' check (state in ('waiting','live','wrapup','completed','exhausted','cancelled')),
  reason      text not null default '',
  due_at      timestamptz not null default now(),
  attempts    integer not null default 0,       -- counted at claim (I3)
  callback_agent bigint references app_user,    -- set: the callback is for this agent only
  is_callback boolean not null default false,   -- due_at was agreed with the customer
  last_outcome text not null default '',
  updated_at  timestamptz not null default now(),
  unique (campaign_id, phone),
  check (state not in ('completed','exhausted','cancelled') or reason <> '')
);
create index follow_up_due on follow_up (campaign_id, is_callback desc, due_at, id) where state = 'waiting';
create index follow_up_open on follow_up (campaign_id) where state in ('waiting','live','wrapup');
create index follow_up_waiting_phone on follow_up (phone) where state = 'waiting';
create index follow_up_contact on follow_up (contact_id);
create index follow_up_callback on follow_up (callback_agent, due_at, id) where state = 'waiting' and is_callback;

-- One dial for a follow-up.
create table attempt (
  id           bigint generated always as identity primary key,
  follow_up_id bigint not null references follow_up,
  campaign_id  bigint not null references campaign,
  contact_id   bigint not null references contact,
  phone        text not null,
  trunk        text not null,
  caller_id    text not null default '',
  agent_id     bigint references app_user,
  node         text not null references node,
  fence        bigint not null,                 -- the node's epoch at claim
  state        text not null default 'claimed' check (state in ('claimed','armed','dialled','ringing','answered','talking','ended')),
  cancel_reason text not null default '',       -- set: must not be dialled; if ringing, to be hung up
  claimed_at   timestamptz not null default clock_timestamp(),
  armed_at     timestamptz,
  dialled_at   timestamptz,
  ringing_at   timestamptz,
  answered_at  timestamptz,
  bridged_at   timestamptz,
  ended_at     timestamptz,
  outcome      text check (outcome in ('answered','busy','no_answer','powered_off','suspended','vacant','rejected',
                 'unreachable','machine','fax','abandoned','failed','interrupted','not_placed')),
  hung_up_by   text check (hung_up_by in ('customer','agent','system')),
  cause        integer,                         -- Q.850
  sip_code     integer,
  end_detail   text not null default '',
  hold_ms      bigint not null default 0,
  wrapped_up_at timestamptz,                    -- the disposition was acknowledged (I7)
  -- I5: ended exactly when there is an outcome
  check ((state = 'ended') = (outcome is not null) and (ended_at is null) = (outcome is null)),
  check (answered_at is null or outcome is null or outcome in ('answered','machine','fax','abandoned','interrupted'))
);
-- I1: at most one live attempt per number, over all campaigns and nodes.
create unique index attempt_live_phone on attempt (phone) where ended_at is null;
-- I8: an agent never has two calls.
create unique index attempt_live_agent on attempt (agent_id) where ended_at is null and agent_id is not null;
create index attempt_live_node on attempt (node) where ended_at is null;
create index attempt_follow_up on attempt (follow_up_id);
create index attempt_phone on attempt (phone, claimed_at);
create index attempt_search on attempt (claimed_at desc, id desc);
create index attempt_campaign on attempt (campaign_id, claimed_at desc);
create index attempt_agent on attempt (agent_id, claimed_at desc);
-- Answered, ended, and still without a disposition: what an agent must finish after a refresh or a crash.
create index attempt_wrapup on attempt (agent_id) where outcome = 'answered' and wrapped_up_at is null;

-- Append-only: the attempt's timeline. seq makes writing it twice harmless.
create table attempt_event (
  attempt_id bigint not null references attempt on delete cascade,
  seq        integer not null,
  at         timestamptz not null,
  kind       text not null,
  detail     jsonb not null default '{}',
  primary key (attempt_id, seq)
);

-- Business labels, data rather than code (R5). effect decides with the retry policy what becomes of the follow-up.
create table disposition (
  code     text primary key,
  label_zh text not null,
  label_en text not null,
  effect   text not null check (effect in ('complete','retry','callback','do_not_call','end')),
  position integer not null,
  active   boolean not null default true
);
insert into disposition (code, label_zh, label_en, effect, position) values
  ('completed',    '已完成',     'Completed',        'complete',    1),
  ('callback',     '预约回拨',   'Callback',         'callback',    2),
  ('retry',        '稍后再拨',   'Try again later',  'retry',       3),
  ('refused',      '拒绝回访',   'Refused',          'end',         4),
  ('wrong_number', '号码有误',   'Wrong number',     'end',         5),
  ('do_not_call',  '不再联系',   'Do not call',      'do_not_call', 6);

create table attempt_disposition (
  attempt_id bigint primary key references attempt,
  client_id  uuid not null unique,              -- made by the page: saying it twice is saying it once (I7)
  code       text not null references disposition,
  note       text not null default '',
  callback_at timestamptz,
  callback_agent bigint references app_user,
  by_user    bigint not null references app_user,
  at         timestamptz not null default now()
);

-- I6: every answered attempt has a row here, written with the answer itself.
create table recording (
  id          bigint generated always as identity primary key,
  attempt_id  bigint not null references attempt,
  part        integer not null,                 -- 1, 2 ... when a crash or a reload of the service cut the call's audio
  state       text not null check (state in ('expected','recording','complete','partial','missing')),
  reason      text not null default '',         -- why partial or missing
  path        text not null default '',         -- relative to the recording store
  started_at  timestamptz,
  duration_ms bigint not null default 0,
  bytes       bigint not null default 0,
  sha256      text not null default '',
  lost_frames bigint not null default 0,        -- 20 ms frames that could not be stored
  unique (attempt_id, part),
  check (state not in ('partial','missing') or reason <> ''),
  check (state <> 'complete' or (sha256 <> '' and path <> ''))
);
create index recording_open on recording (state) where state in ('expected','recording');

create table audit (
  id      bigint generated always as identity primary key,
  at      timestamptz not null default now(),
  user_id bigint references app_user,
  action  text not null,
  object  text not null,
  detail  jsonb not null default '{}'
);
create index audit_object on audit (object, at desc);

---- create above / drop below ----

drop table audit, recording, attempt_disposition, disposition, attempt_event, attempt, follow_up, campaign_agent, campaign,
  dnc, contact, contact_list_error, contact_list, node, sessions, app_user;
