update companion set taken_until = 0 where bridge = @Bridge and subject = @Subject
