"""Knows the people of the staff: their accounts, roles, sign-in, second step, identity provider and
invitations. Stands on bot.rendering."""
