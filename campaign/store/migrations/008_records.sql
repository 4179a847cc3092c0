-- Records of calls (R24), numbers to be corrected (R11), erasure of customers (R4).

-- Who is to finish the record of a call instead of the agent who held it.
alter table attempt add column record_agent bigint references app_user;
create index attempt_record_open on attempt (ended_at, id) where outcome = 'answered' and wrapped_up_at is null;
create index attempt_record_done on attempt (ended_at desc, id desc) where outcome = 'answered' and wrapped_up_at is not null;

-- When and by which call a number was found bad, and since when a person has said that there is no better one. Contacts of
-- simple lists get their row here when their number turns out bad.
alter table contact_number
  add column bad_at           timestamptz,
  add column bad_attempt      bigint references attempt,
  add column bad_confirmed_at timestamptz;
update contact_number set bad_at = now() where bad <> '';
create index contact_number_bad on contact_number (coalesce(bad_at, 'epoch'), contact_id, position) where bad <> '';

-- An erased customer is gone; contacts with calls stay without anything personal, for the figures.
alter table contact add column erased_at timestamptz;
alter table contact drop constraint contact_belongs;
alter table contact add constraint contact_belongs check (list_id is not null or customer_id is not null or erased_at is not null);
create index contact_erased on contact (erased_at) where erased_at is not null;
create index recording_erased on recording (id) where state = 'missing' and reason = 'erased' and path <> '';

---- create above / drop below ----

drop index recording_erased, contact_erased;
delete from contact where list_id is null and customer_id is null;
alter table contact drop constraint contact_belongs;
alter table contact add constraint contact_belongs check (list_id is not null or customer_id is not null);
alter table contact drop column erased_at;
drop index contact_number_bad;
alter table contact_number drop column bad_at, drop column bad_attempt, drop column bad_confirmed_at;
drop index attempt_record_open, attempt_record_done;
alter table attempt drop column record_agent;
