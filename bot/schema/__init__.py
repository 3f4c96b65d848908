"""Holds the schema as a whole: all tables, the migrations, and the backup. The subjects' tables, and
what a restore must not undo, are found by the names of their modules. Stands on bot.database."""
