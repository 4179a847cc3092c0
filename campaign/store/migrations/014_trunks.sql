-- Trunks (R15): which calls failed by the trunk's fault, and what was spent.

-- Why a trunk did not set up the call ("congestion", "no_reply" ...), or why the number may not be dialled at all
-- ("number_premium" ...); empty: neither. The first few faults of a follow-up do not count in follow_up.attempts (I3).
alter table attempt add column fault text not null default '';

-- What each node has spent on each trunk, by hour: the limits hold over all nodes and restarts. A node writes its own rows only.
create table trunk_usage (
  trunk   text not null,
  node    text not null,
  hour    timestamptz not null,
  calls   integer not null,
  talk_ms bigint not null,
  cost    double precision not null,
  primary key (hour, trunk, node)
);

---- create above / drop below ----

drop table trunk_usage;
alter table attempt drop column fault;
