"""Keeps the files that people send and receive: bytes by their content, and a row for each file. It
checks what they are, makes previews, and signs links. Stands on bot.contacts, bot.jobs and bot.web."""
