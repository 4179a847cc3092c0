-- A call whose process died ended when the process was last seen, not when its next start, hours later, finds the row (R18: times).

-- gone_at: until when the node's life before this one held its lease.
alter table node add column gone_at timestamptz not null default 'epoch';

---- create above / drop below ----

alter table node drop column gone_at;
