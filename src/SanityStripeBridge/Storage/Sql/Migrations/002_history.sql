alter table history add column request_id text;
create index history_cause on history (bridge, cause);
