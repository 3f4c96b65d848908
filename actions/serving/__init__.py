"""Runs the action server: the web application, its routes for Rasa and the gateway, and its metrics.

This package imports the other packages of `actions`, which never import it.
"""
