"""The action server and its marketplace for tests, and a chat with it."""
