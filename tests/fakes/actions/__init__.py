"""Runs the action server and its marketplace for tests, and chats with it."""
