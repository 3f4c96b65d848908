"""Prepares a message's text before anything is found in it: spelling, tokens, sentences. Imports nothing of ours."""
