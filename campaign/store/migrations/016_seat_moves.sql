-- A free agent's seat is moved to the node that asks him into a call of its own (R18).

-- wanted_by: the node that asks for the agent, until wanted_until; '' is none. The node at which he sits gives the seat or refuses.
-- ready_since: he was ready when his seat was moved, and is so again where his page comes back; null: he sits since he came himself.
alter table agent_seat
  add column wanted_by    text not null default '',
  add column wanted_until timestamptz not null default 'epoch',
  add column ready_since  timestamptz;

---- create above / drop below ----

alter table agent_seat drop column wanted_by, drop column wanted_until, drop column ready_since;
