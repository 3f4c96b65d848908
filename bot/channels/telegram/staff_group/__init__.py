"""Shows each handoff as a topic of the staff's group on Telegram, and carries out what the staff write
there. What may be done is decided by bot.support, as for the console.

Builds on bot.support.dossier, bot.support and bot.staff, and on the channel's way of sending.
"""
