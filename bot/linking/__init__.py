"""Signs contacts in and out with codes, consent and a list of devices. Stands on bot.conversation
and bot.contacts."""
