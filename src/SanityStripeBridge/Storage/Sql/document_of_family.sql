-- Sorted by an expression: SQLite would else walk the primary key, all documents of the bridge, to have the order for nothing.
select * from document where bridge = @Bridge and family = @Family order by sanity_id || ''
