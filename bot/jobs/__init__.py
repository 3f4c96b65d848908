"""Runs jobs that are repeated, and leases work that only one gateway at a time may do. Stands on
foundation alone."""
