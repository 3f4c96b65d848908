"""Answers messages about the listings on the screen, or some of them."""
