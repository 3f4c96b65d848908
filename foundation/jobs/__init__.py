"""Runs periodic jobs, and provides leases: locks in a database that expire, for work that only one of several
processes at a time may do. The gateway and the action server use both, each with a table of its own.
"""
