"""Stands in for the action server that Rasa calls, and holds conversations with Rasa's agent."""
