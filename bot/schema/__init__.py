"""The schema as a whole: the list of every table, the migrations and the backup. Stands on the tables of all subjects, and
on bot.database."""
