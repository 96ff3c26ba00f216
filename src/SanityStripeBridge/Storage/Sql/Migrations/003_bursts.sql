-- How often the family was leased: two looks with the same number have nobody's work between them.
alter table family add column claims bigint not null default 0;

-- What was told while a companion was being written is written after it, and by one node at a time.
alter table companion add column told bigint not null default 0;
alter table companion add column taken_until bigint not null default 0;

-- Lookup keys that documents want and prices elsewhere hold.
create table held_key (
  bridge text not null,
  family text not null,
  lookup_key text not null,
  holder_id text not null,
  holder_product text not null,
  sanity_id text,
  since_at bigint not null,
  primary key (bridge, family, lookup_key)
);
create index held_key_holder on held_key (bridge, holder_id);
