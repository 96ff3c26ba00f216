create table delivery (
  id integer primary key autoincrement,
  bridge text not null,
  side text not null,
  dedupe_key text,
  subject text not null,
  type text not null,
  operation text,
  family text not null,
  body blob not null,
  headers text,
  received_at bigint not null,
  state text not null,
  outcome text not null,
  attempts bigint not null default 0,
  reason text,
  done_at bigint,
  found bigint not null default 0
);
create unique index delivery_dedupe on delivery (bridge, side, dedupe_key) where dedupe_key is not null;
create index delivery_family on delivery (bridge, family, state);
create index delivery_state on delivery (bridge, state, id);
create index delivery_subject on delivery (bridge, subject, id);
create index delivery_side on delivery (bridge, side, received_at);

create table family (
  bridge text not null,
  family text not null,
  bell bigint not null default 0,
  due_at bigint,
  attempts bigint not null default 0,
  owner text,
  lease_until bigint,
  primary key (bridge, family)
);
create index family_due on family (bridge, due_at) where due_at is not null;
create index family_leased on family (bridge, lease_until) where owner is not null;

create table link (
  bridge text not null,
  sanity_id text not null,
  type text not null,
  stripe_id text not null,
  family text not null,
  state text not null,
  baseline text not null,
  settled text not null,
  published_seen bigint not null,
  id_written bigint not null,
  primary key (bridge, sanity_id),
  unique (bridge, type, stripe_id)
);
create index link_family on link (bridge, family);
create index link_stripe on link (bridge, stripe_id);

create table retirement (
  bridge text not null,
  stripe_id text not null,
  sanity_id text not null,
  family text not null,
  archive_at bigint,
  seen text not null,
  -- Position in the chain of the document's prices, from 1.
  place bigint not null,
  primary key (bridge, stripe_id)
);
create index retirement_family on retirement (bridge, family);
create index retirement_waiting on retirement (bridge, archive_at) where archive_at is not null;

create table document (
  bridge text not null,
  sanity_id text not null,
  type text not null,
  family text not null,
  rev text,
  primary key (bridge, sanity_id)
);
create index document_family on document (bridge, family);

create table intent (
  bridge text not null,
  id text not null,
  key text not null,
  family text not null,
  side text not null,
  type text not null,
  action text not null,
  sanity_id text not null,
  stripe_id text,
  before text not null,
  after text not null,
  paths text not null,
  halves text not null,
  request text not null,
  state text not null,
  proved bigint not null default 0,
  created_at bigint not null,
  primary key (bridge, id)
);
create index intent_key on intent (bridge, key);
create index intent_created on intent (bridge, created_at);
create index intent_open on intent (bridge, family) where state = 'open';

create table conflict (
  bridge text not null,
  id text not null,
  family text not null,
  type text not null,
  sanity_id text not null,
  stripe_id text not null,
  path text not null,
  baseline text,
  sanity text,
  stripe text,
  policy text not null,
  winner text,
  since_at bigint not null,
  resolved_at bigint,
  primary key (bridge, id)
);
create unique index conflict_open on conflict (bridge, sanity_id, stripe_id, path) where resolved_at is null;
create index conflict_family on conflict (bridge, family);

create table history (
  bridge text not null,
  id text not null,
  at bigint not null,
  family text not null,
  type text not null,
  sanity_id text,
  stripe_id text,
  action text not null,
  side text,
  fields text not null,
  because text not null,
  key text,
  cause text,
  weight bigint not null default 1,
  primary key (bridge, id)
);
create index history_family on history (bridge, family, id);
create index history_action on history (bridge, action, at);

create table companion (
  bridge text not null,
  subject text not null,
  status text not null,
  message text,
  answered text,
  stripe_url text,
  synced_at bigint,
  recent text not null,
  dirty bigint not null,
  present bigint not null,
  primary key (bridge, subject)
);
create index companion_dirty on companion (bridge) where dirty = 1;

create table stale_copy (
  bridge text not null,
  copy_id text not null,
  path text not null,
  sanity_id text not null,
  type text not null,
  family text not null,
  old text,
  rev text,
  looks bigint not null,
  look_at bigint not null,
  primary key (bridge, copy_id, path)
);
create index stale_copy_family on stale_copy (bridge, family);

create table image (
  bridge text not null,
  family text not null,
  url text not null,
  asset_id text,
  reason text,
  retry_at bigint,
  primary key (bridge, family, url)
);

create table setting (
  bridge text not null,
  name text not null,
  value text not null,
  primary key (bridge, name)
);

create table run (
  bridge text not null,
  id text not null,
  kind text not null,
  started_at bigint not null,
  ended_at bigint,
  result text,
  primary key (bridge, id)
);
create index run_started on run (bridge, started_at);

create table node (
  bridge text not null,
  id text not null,
  seen_at bigint not null,
  primary key (bridge, id)
);
