-- What a campaign's follow-ups are for (R5): its questions are shown to the agent, and the required ones decide whether a
-- follow-up is completed (R14). Null: no questions.
alter table campaign add column type_code text references follow_up_type;

---- create above / drop below ----

alter table campaign drop column type_code;
