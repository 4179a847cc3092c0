-- Dialling modes (R16).
alter table campaign drop constraint campaign_mode_check;
alter table campaign add constraint campaign_mode_check
  check (mode in ('manual','preview','progressive','predictive','agentless','inbound'));
alter table campaign add column mode_settings jsonb not null default '{}';   -- campaign.ModeSettings; {}: the defaults

-- What an account may do beyond its role: dial_manual.
alter table app_user add column rights text[] not null default '{}';

-- A campaign's mode may change while its calls are under way: an attempt keeps its own. heard and keys are the customer's
-- answer to a notice: it was played to its end, and the digits that were pressed.
alter table attempt
  add column mode  text not null default 'progressive',
  add column heard boolean not null default false,
  add column keys  text not null default '';

-- Abandoned and handed to an agent, by campaign and time: what the abandon cap is about (I9). The columns have indexes
-- that change at the end of an attempt already, so the steps before it cost nothing more.
create index attempt_handed on attempt (campaign_id, ended_at) where outcome = 'abandoned' or outcome = 'answered' and agent_id is not null;

-- Until then it is dialled only for an agent who is reserved for it: its number was abandoned lately, or only some agents can
-- take it. Written by the predictive claim that passed it over.
alter table follow_up
  add column with_agent_until timestamptz,
  add column not_agents bigint[] not null default '{}';   -- who have said that it is not for them
create index follow_up_with_agent on follow_up (campaign_id, due_at, id) where state = 'waiting' and with_agent_until is not null;

-- What the pacing has learnt of a campaign (dialer/pacing.State).
create table pacing_state (
  campaign_id bigint primary key references campaign on delete cascade,
  state       jsonb not null,
  saved_at    timestamptz not null default now()
);

-- Audio that calls play: mono mu-law of 8 kHz, never changed. In the database, so that every node has it.
create table prompt (
  id         bigint generated always as identity primary key,
  name       text not null unique check (name <> ''),
  words      text not null default '',          -- what is said
  audio      bytea not null check (length(audio) > 0),
  created_by bigint not null references app_user,
  created_at timestamptz not null default now()
);

---- create above / drop below ----

drop table prompt, pacing_state;
drop index follow_up_with_agent;
alter table follow_up drop column with_agent_until, drop column not_agents;
drop index attempt_handed;
alter table attempt drop column mode, drop column heard, drop column keys;
alter table app_user drop column rights;
alter table campaign drop column mode_settings;
alter table campaign drop constraint campaign_mode_check;
update campaign set mode = 'progressive';
alter table campaign add constraint campaign_mode_check check (mode in ('progressive'));
