"""Lets staff decide about held texts, and about messages that were not understood. Stands on the
console's frame, bot.marketplace and bot.understanding."""
