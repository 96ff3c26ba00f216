-- How often the family was leased: two looks with the same number have nobody's work between them.
alter table family add column claims bigint not null default 0;
