delete from sqlite_sequence where name = @Table;
insert into sqlite_sequence (name, seq) values (@Table, @Last)
