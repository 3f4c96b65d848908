"""What stands around Rasa in tests, and a conversation with its agent."""
