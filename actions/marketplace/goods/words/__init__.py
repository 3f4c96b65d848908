"""Turns English or Chinese text into words that are indexed, searched and compared. Imports no other code of
Caravan but the records of actions.marketplace.base."""
