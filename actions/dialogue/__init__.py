"""Shows the conversation to an action: the turn, the person who asks, the values that were
understood, and the registration of actions.

It stands on actions.marketplace, actions.world and actions.replies.
"""
