"""The loop from real traffic: keep what was not understood, group it, let staff label it, train on it."""
