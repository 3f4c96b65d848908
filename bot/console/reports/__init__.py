"""Serves the reports: a page with plots, and the same figures as CSV.

Builds on the console's base classes and bot.support.reports.
"""
