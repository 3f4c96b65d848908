"""Serves the gateway: its command line and settings, the list of what each subject declares, the objects that are built
of it once, and the web server with its limits, its health and its metrics.

Builds on every package of the gateway, and is imported by none but the supervisor, which reads the settings.
"""
