"""Provides what several parts of the web server share: limits on request bodies, security headers,
templates, static files, and the language that a browser asks for.

Builds on foundation alone.
"""
