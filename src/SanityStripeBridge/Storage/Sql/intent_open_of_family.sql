-- Sorted by an expression: SQLite would else walk the primary key, all writes of the last weeks.
select * from intent where bridge = @Bridge and family = @Family and state = 'open' order by id || ''
