-- Who ordered the run or the decision that wrote, over the admin API.
alter table history add column ordered_by text;
