"""Lets staff decide about words: held texts, and messages that were not understood. Stands on the
console's frame, bot.marketplace and bot.understanding."""
