insert into schema_version (version, applied_at) values (@Version, @AppliedAt)
