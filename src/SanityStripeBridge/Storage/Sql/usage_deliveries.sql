select side, count(*) as calls, min(received_at) as since from delivery
where bridge = @Bridge and received_at >= @Since and outcome = 'accepted'
group by side
