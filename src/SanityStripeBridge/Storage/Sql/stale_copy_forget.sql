delete from stale_copy
where bridge = @Bridge and copy_id = @CopyId and path = @Path and look_at = @LookAt
