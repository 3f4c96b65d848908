"""Answers questions about orders from their record: their state, their facts, their days, and what is to be done."""
