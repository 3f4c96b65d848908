"""The loop from real traffic: what was not understood is kept, redacted, grouped, labelled and exported for training. Stands
on bot.conversation's store and bot.contacts."""
