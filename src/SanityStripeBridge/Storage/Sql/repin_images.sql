delete from image where bridge = @Bridge
