-- Sorted by an expression: SQLite would else walk the primary key, all stale copies of the bridge.
select * from stale_copy where bridge = @Bridge and family = @Family order by copy_id || '', path
