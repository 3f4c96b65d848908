"""Lets two buyers, two suppliers, the marketplace and the clock act at random, and watches that every change is allowed."""
