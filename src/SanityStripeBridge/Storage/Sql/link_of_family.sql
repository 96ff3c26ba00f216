-- Sorted by an expression: SQLite would else walk the primary key, all links of the bridge, to have the order for nothing.
select * from link where bridge = @Bridge and family = @Family order by sanity_id || ''
