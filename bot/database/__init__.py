"""Opens, migrates, backs up and restores the gateway's database, on SQLite and PostgreSQL. Both hold values of the same
sizes. The
tables of the other packages are found by the names of their modules.

Imports no other package of the gateway by name, except that a migration uses the triggers of bot.staff.
"""
