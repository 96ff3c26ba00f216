select kept.table_name as "table", coalesce(counter.last_value, 0) as last
from information_schema.columns as kept
join pg_sequences as counter
  on counter.schemaname = kept.table_schema
  and counter.sequencename = kept.table_name || '_' || kept.column_name || '_seq'
where kept.table_schema = current_schema() and kept.is_identity = 'YES'
order by kept.table_name
