delete from retirement where bridge = @Bridge
