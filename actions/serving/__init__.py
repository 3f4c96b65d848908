"""Serves the actions: the application, its routes for Rasa and the gateway, and its figures.

Stands on everything that it serves.
"""
