-- Several nodes on one database: who takes over from a node that died, and where agents sit.

-- taken_by: the node that has raised the fence of this one after its lease and works off what it left; '' from its next start
-- on. Until taken_until nobody else does. able: its Asterisk is connected, as it last said.
alter table node
  add column taken_by    text not null default '',
  add column taken_until timestamptz not null default 'epoch',
  add column able        boolean not null default false;

-- An agent sits at one node: his audio is there. A seat of an earlier life of the node (epoch) is free.
create table agent_seat (
  agent_id bigint primary key references app_user,
  node     text not null references node,
  epoch    bigint not null,
  since    timestamptz not null default now()
);

-- How many calls a node may make on a trunk that it shares with others: together no more than the trunk takes (R15).
create table trunk_line (
  trunk  text not null,
  node   text not null references node,
  lines  integer not null check (lines >= 0),
  wanted integer not null,
  primary key (trunk, node)
);

---- create above / drop below ----

drop table trunk_line;
drop table agent_seat;
alter table node drop column taken_by, drop column taken_until, drop column able;
