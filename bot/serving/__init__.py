"""Serves the gateway: its command line and settings, the lists of everything that the feature packages declare, the
code that builds all objects once, and the web server with its limits, health checks and metrics.

Builds on every package of the gateway, and is imported by none but the supervisor, which reads the settings.
"""
