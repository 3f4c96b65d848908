"""Everything on one machine (`make run`): what is missing is prepared, every part is started, watched and stopped. Stands on
bot.settings, bot.demo and bot.schema."""
