"""Signs contacts in to marketplace accounts and out again, with one-time codes, consent, and a list
of the devices that are signed in. A contact that is signed in is called a link of the account.

Builds on bot.conversation and bot.contacts.
"""
