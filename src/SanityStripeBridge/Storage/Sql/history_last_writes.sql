select family as "Family", max(at) as "At" from history
where bridge = @Bridge and side is not null
group by family
