delete from link where bridge = @Bridge
