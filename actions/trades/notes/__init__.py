"""Leaves a numbered note for the staff, with the contact's own words, when the contact wants something that Caravan
cannot do by itself.

Imports actions.dialogue. Packages such as actions.trades.orders and actions.sourcing begin the tasks that are declared here.
"""
