-- Sorted by an expression: SQLite would else walk the primary key, the whole history.
select * from history where bridge = @Bridge and cause = @Cause order by id || ''
