update stale_copy set look_at = @Until
where bridge = @Bridge and copy_id = sanity_id and look_at <= @Now
returning *
