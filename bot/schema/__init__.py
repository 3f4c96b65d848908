"""Holds the schema as a whole: the list of all tables, the migrations, and the backup. Stands on
the tables of all subjects, and on bot.database."""
