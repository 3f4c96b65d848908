"""Manages the accounts of the staff: roles, invitations, passwords, second sign-in steps, and
sign-in with an identity provider.

Imports no other package of the gateway.
"""
