-- How often the family was leased: two looks with the same number have nobody's work between them.
alter table family add column claims bigint not null default 0;

-- What was told while a companion was being written is written after it, and by one node at a time.
alter table companion add column told bigint not null default 0;
alter table companion add column taken_until bigint not null default 0;
