"""Signing a contact in and out: codes, consent, devices. Stands on bot.conversation and bot.contacts."""
