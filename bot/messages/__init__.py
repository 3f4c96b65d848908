"""Defines the shapes of messages that come in, go out, and are stored. Stands on nothing."""
