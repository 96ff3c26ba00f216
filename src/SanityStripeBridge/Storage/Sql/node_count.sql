select count(*) from node where bridge = @Bridge
