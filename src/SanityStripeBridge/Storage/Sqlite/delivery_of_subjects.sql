select * from delivery
where bridge = @Bridge and subject in (select value from json_each(@Subjects))
order by id
