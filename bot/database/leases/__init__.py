"""Keeps the gateways' leases: locks in their database that expire, for work that only one gateway at a time may do.

Builds on foundation.jobs, which takes, renews and gives back leases.
"""
