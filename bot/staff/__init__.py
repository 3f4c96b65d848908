"""Who works here: accounts, roles, sign-in, second step, identity provider, invitations. Stands on bot.database and
bot.secrets."""
