"""Runs the desk: handing a conversation to a person, staffed hours, and what the desk shows. Stands
on bot.conversation's store and bot.staff."""
