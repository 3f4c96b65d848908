"""Holds the schema as a whole: the list of every table, and the migrations.

Imports the tables of all subjects, and actions.marketplace.database.
"""
