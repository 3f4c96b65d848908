"""Holds the marketplace's own commands: seeding, backup, restore, and the export of names for the NLU.

Imports the whole marketplace; nothing of it imports this.
"""
