"""The conversation as an action sees it: the turn, who asks, what was understood, and how an action is registered. Stands
on actions.marketplace, actions.world and actions.replies."""
