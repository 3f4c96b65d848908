"""Opens, describes and migrates a database, the same way on SQLite and on PostgreSQL. The gateway and the marketplace each have one
and build on this package; it stands on SQLAlchemy and Alembic alone."""
