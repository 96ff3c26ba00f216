delete from companion where bridge = @Bridge and subject = @SanityId
