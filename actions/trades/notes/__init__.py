"""Leaves a numbered note for the staff, with the contact's own words, if the contact wants something that Caravan
cannot do.

Imports actions.dialogue. Packages such as actions.trades.orders and actions.sourcing begin the tasks that this package
declares.
"""
