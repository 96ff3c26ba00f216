update setting set value = @Value where bridge = @Bridge and name = @Name and value = @Was
