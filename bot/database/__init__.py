"""The one door to the gateway's database, the same on SQLite and PostgreSQL: engine, statements, column types. Stands on
nothing but bot.errors."""
