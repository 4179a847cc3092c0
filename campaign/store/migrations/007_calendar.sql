-- Calendar (R10).

-- Years whose announcement was entered by hand, whole: from then on they are known.
create table calendar_year (year int primary key);

-- A day off is made up for once.
create unique index calendar_day_swaps on calendar_day (swaps) where swaps is not null;

---- create above / drop below ----

drop index calendar_day_swaps;
drop table calendar_year;
