"""The staff at rest: accounts, sessions, attempts, and the audit log. Stands on bot.database."""
