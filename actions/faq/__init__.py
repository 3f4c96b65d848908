"""Answers general questions, such as how suppliers are verified.

Imports actions.sourcing and actions.dialogue.
"""
