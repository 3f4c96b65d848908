"""Stands in for the action server around Rasa, and holds conversations with Rasa's agent."""
