"""Holds the marketplace's own commands: seeding, backup, restore, and the export of names for the NLU.

The commands import the rest of the marketplace, which never imports the commands.
"""
