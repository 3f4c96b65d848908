"""Tells people how the operator's own system answered to their acts in the chat."""
