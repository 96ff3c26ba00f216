select * from delivery
where bridge = @Bridge and (@State is null or state = @State) and (@Before is null or id < @Before)
order by id desc
limit @Limit
