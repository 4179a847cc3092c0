-- Claims at ten million due rows (I1, I3). An attempt costs what its indexes and foreign keys cost, at the claim and again
-- at its end.

-- An attempt takes campaign, contact and customer over from its follow-up, in the transaction that locks it, and cannot
-- outlive it: what the follow-up refers to need not be looked up and locked once more for each attempt. Nodes and users are
-- never deleted; see below.
alter table attempt
  drop constraint attempt_campaign_id_fkey,
  drop constraint attempt_contact_id_fkey,
  drop constraint attempt_customer_id_fkey,
  drop constraint attempt_agent_id_fkey,
  drop constraint attempt_node_fkey;

create function keep_rows() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are never deleted: attempts name them', tg_table_name using errcode = 'foreign_key_violation';
end $$;
create trigger keep_users before delete on app_user for each statement execute function keep_rows();
create trigger keep_nodes before delete on node for each statement execute function keep_rows();

-- The steps of a call change columns without index: with room on the page they write no index entries.
alter table attempt set (fillfactor = 70);

-- The few that live are found by the index of their numbers.
drop index attempt_live_node;

-- New attempts at the right end of each index, where adding is cheapest and pages are filled; read backwards for the newest.
drop index attempt_search, attempt_campaign, attempt_agent;
create index attempt_search on attempt (claimed_at, id);
create index attempt_campaign on attempt (campaign_id, claimed_at);
create index attempt_agent on attempt (agent_id, claimed_at);

---- create above / drop below ----

drop index attempt_search, attempt_campaign, attempt_agent;
create index attempt_search on attempt (claimed_at desc, id desc);
create index attempt_campaign on attempt (campaign_id, claimed_at desc);
create index attempt_agent on attempt (agent_id, claimed_at desc);
create index attempt_live_node on attempt (node) where ended_at is null;
alter table attempt reset (fillfactor);
drop trigger keep_nodes on node;
drop trigger keep_users on app_user;
drop function keep_rows;
alter table attempt
  add constraint attempt_campaign_id_fkey foreign key (campaign_id) references campaign,
  add constraint attempt_contact_id_fkey foreign key (contact_id) references contact,
  add constraint attempt_customer_id_fkey foreign key (customer_id) references customer,
  add constraint attempt_agent_id_fkey foreign key (agent_id) references app_user,
  add constraint attempt_node_fkey foreign key (node) references node;
