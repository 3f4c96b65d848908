"""What is stored about people, and how they get it and get rid of it: export, erasure, retention (docs/privacy.md). Stands
on bot.schema, bot.staff and bot.jobs."""
