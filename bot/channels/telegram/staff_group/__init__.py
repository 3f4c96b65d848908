"""Shows each handoff as a topic of the staff's group on Telegram, and carries out what the staff write there. As for
the console, bot.support decides what each member of the staff may do.

Builds on bot.support.dossier, bot.support and bot.staff, and on the channel's way of sending.
"""
