"""Tells people what the operator's own system answered to what they did in the chat."""
