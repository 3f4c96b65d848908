"""Turns text of either language into words that are indexed, searched and compared. Imports nothing of ours."""
