-- The audit trail by user (R4); by object it has its index already.
create index audit_user on audit (user_id, id);

---- create above / drop below ----

drop index audit_user;
