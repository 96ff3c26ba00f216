select count(*) from node where seen_at >= @Dead
