"""The tests, in the tree of what they test; by promise where that crosses packages."""
