-- The hotline (R19): queues of incoming calls. A queue is a campaign of mode inbound; here is what it has beside that.
create table hotline_queue (
  campaign_id bigint primary key references campaign on delete cascade,
  category       text not null check (category in ('pre_sales','after_sales','complaint','alarm')),
  head_start_s   integer not null check (head_start_s between 0 and 3600),   -- its callers count as if they had waited so much longer
  language       text not null default '' check (language in ('','mandarin','cantonese')), -- of callers of whom no language is known
  last_agent_s   integer not null check (last_agent_s between 0 and 60),     -- waits so long for a busy agent who called the customer
  max_waiting    integer not null check (max_waiting between 0 and 1000),
  max_wait_s     integer not null check (max_wait_s between 10 and 7200),
  announce_s     integer not null check (announce_s = 0 or announce_s between 10 and 600), -- from one position announcement to the next; 0: none
  overflow       text not null check (overflow in ('message','callback','hang_up')),
  closed         text not null check (closed in ('message','hang_up')),
  offer          boolean not null,                                           -- while waiting: key 1 callback, key 2 message
  message_max_s  integer not null check (message_max_s between 10 and 300),
  greeting       text not null default '',                                   -- prompt played to everybody first; '': none
  english        boolean not null default false,                             -- its own prompts are said in English too
  closed_prompt  text not null default ''                                    -- prompt out of hours; '': the built-in one
);

-- A number that customers call (DID), as the trunk delivers it after store.DID: one queue each.
create table hotline_number (
  did         text primary key check (did ~ '^\+?[0-9]{3,20}$'),
  campaign_id bigint not null references hotline_queue on delete cascade
);
create index hotline_number_queue on hotline_number (campaign_id);

-- Departments that calls are transferred to when they are out of scope (R19).
create table department (
  id       bigint generated always as identity primary key,
  name     text not null unique check (name <> ''),
  number   text not null check (number ~ '^[0-9+*#]{2,20}$'),
  hours    text not null default '',           -- as said to customers
  purpose  text not null default '',           -- what it is for
  position integer not null default 0
);

-- An incoming call is an attempt too. channel is its id at Asterisk, for an attempt's own cannot be given to it; did is the
-- number that was called. picked_up_at: the ringing ended, a greeting or the waiting began. answered_at: an agent was put through.
alter table attempt
  add column direction    text not null default 'out' check (direction in ('out','in')),
  add column channel      text not null default '',
  add column did          text not null default '',
  add column picked_up_at timestamptz;
-- The same arrival told twice is one attempt.
create unique index attempt_channel on attempt (node, channel) where channel <> '';
create index attempt_hotline on attempt (claimed_at, id) where direction = 'in';

-- I1 is about calls that we make: a customer may call us while we call him, and from one number many may call at once.
drop index attempt_live_phone;
create unique index attempt_live_phone on attempt (phone, (case direction when 'in' then id else 0 end)) where ended_at is null;
drop index attempt_live_customer;
create unique index attempt_live_customer on attempt (customer_id, (case direction when 'in' then id else 0 end))
  where ended_at is null and customer_id is not null;

-- missed: the caller gave up, or was told that he will be called back, before he had an agent; message: he left one.
alter table attempt drop constraint attempt_outcome_check;
alter table attempt add constraint attempt_outcome_check
  check (outcome in ('answered','busy','no_answer','powered_off','suspended','vacant','rejected','unreachable','machine','fax','abandoned','failed',
    'interrupted','not_placed','missed','message'));
alter table attempt drop constraint attempt_state_check;
alter table attempt add constraint attempt_state_check
  check (state in ('claimed','armed','dialled','ringing','queued','answered','talking','ended'));

-- A caller whom nobody knew before; one whose number is withheld has none.
alter table contact add column caller boolean not null default false;
alter table contact drop constraint contact_belongs;
alter table contact add constraint contact_belongs check (list_id is not null or customer_id is not null or erased_at is not null or caller);
alter table contact drop constraint contact_phone_check;
alter table contact add constraint contact_phone_check check (phone ~ '^\+[0-9]{4,15}$' or caller and phone = '');
create unique index contact_caller on contact (phone) where caller and phone <> '';

---- create above / drop below ----

drop index contact_caller;
alter table contact drop constraint contact_phone_check;
alter table contact drop constraint contact_belongs;
delete from attempt_event where attempt_id in (select id from attempt where direction = 'in');
delete from attempt_disposition where attempt_id in (select id from attempt where direction = 'in');
delete from recording where attempt_id in (select id from attempt where direction = 'in');
delete from attempt where contact_id in (select id from contact where caller) or direction = 'in';
delete from follow_up where contact_id in (select id from contact where caller);
delete from contact where caller;
alter table contact add constraint contact_phone_check check (phone ~ '^\+[0-9]{4,15}$');
alter table contact add constraint contact_belongs check (list_id is not null or customer_id is not null or erased_at is not null);
alter table contact drop column caller;
alter table attempt drop constraint attempt_state_check;
alter table attempt add constraint attempt_state_check check (state in ('claimed','armed','dialled','ringing','answered','talking','ended'));
alter table attempt drop constraint attempt_outcome_check;
alter table attempt add constraint attempt_outcome_check
  check (outcome in ('answered','busy','no_answer','powered_off','suspended','vacant','rejected','unreachable','machine','fax','abandoned','failed',
    'interrupted','not_placed'));
drop index attempt_live_customer;
create unique index attempt_live_customer on attempt (customer_id) where ended_at is null and customer_id is not null;
drop index attempt_live_phone;
create unique index attempt_live_phone on attempt (phone) where ended_at is null;
drop index attempt_hotline, attempt_channel;
alter table attempt drop column direction, drop column channel, drop column did, drop column picked_up_at;
drop table department, hotline_number, hotline_queue;
