"""The one door to the marketplace's database, the same on SQLite and PostgreSQL: engine, columns, counters, writes that
happen once. Stands on nothing."""
