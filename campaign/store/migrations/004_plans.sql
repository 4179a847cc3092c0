-- The day that was planned for a follow-up of a plan; due_at moves with retries and callbacks.
alter table follow_up add column due_from timestamptz;
create index follow_up_until on follow_up (due_until) where state = 'waiting' and due_until is not null;

---- create above / drop below ----

alter table follow_up drop column due_from;
