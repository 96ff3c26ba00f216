-- Sorted by an expression: SQLite would else walk the primary key, all writes of the last weeks, for every echo.
select * from intent where bridge = @Bridge and key = @Key order by id || ''
