delete from companion where bridge = @Bridge
