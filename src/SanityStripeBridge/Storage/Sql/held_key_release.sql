delete from held_key where bridge = @Bridge and holder_id = @HolderId returning family
