-- In the call (R18, R20, R30).

-- The agent has left the customer to an outside party: the call lives on, and the agent may have the next one (I8).
alter table attempt add column handed_at timestamptz;
drop index attempt_live_agent;
create unique index attempt_live_agent on attempt (agent_id) where ended_at is null and agent_id is not null and handed_at is null;

-- What holds for all calls, a single row. show_coach: when agents see that a supervisor takes part in their call.
create table call_settings (
  one        boolean primary key default true check (one),
  show_coach text not null default 'speaking' check (show_coach in ('never','speaking','always'))
);
insert into call_settings default values;

---- create above / drop below ----

drop table call_settings;
drop index attempt_live_agent;
update attempt set agent_id = null where ended_at is null and handed_at is not null;
create unique index attempt_live_agent on attempt (agent_id) where ended_at is null and agent_id is not null;
alter table attempt drop column handed_at;
