"""Decides who may open a page of the console and what each answer carries: roles, sessions and headers."""
