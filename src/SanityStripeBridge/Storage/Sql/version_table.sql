create table if not exists schema_version (version bigint primary key, applied_at bigint not null)
