select name as "table", seq as last from sqlite_sequence order by name
