"""Opens, describes and migrates a database, and tells listeners what a transaction changed, the same way on SQLite and on PostgreSQL. The gateway and the marketplace each have one
and build on this package; it stands on SQLAlchemy and Alembic alone."""
