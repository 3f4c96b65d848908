"""Learns from real traffic: keeps messages that were not understood, redacts, groups and labels
them, and exports them for training. Stands on bot.conversation's store and bot.contacts."""
