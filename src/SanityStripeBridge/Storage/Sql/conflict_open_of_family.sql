-- Sorted by an expression: SQLite would else walk the primary key, all conflicts of the bridge.
select * from conflict where bridge = @Bridge and family = @Family and resolved_at is null order by id || ''
