"""Opens, describes and migrates a database, and tells listeners what a transaction changed, in the
same way on SQLite and on PostgreSQL.

The gateway and the marketplace each have a database and use this package, which builds on
SQLAlchemy and Alembic alone.
"""
