"""Where an order is, what can still be done with one, paying and shipping it. Stands on actions.dialogue and
actions.marketplace.orders."""
