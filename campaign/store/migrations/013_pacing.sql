-- Kept free for work under way.
select 1;

---- create above / drop below ----

select 1;
