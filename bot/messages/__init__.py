"""The shapes that pass through the house: a message that comes in, one that goes out, one that is stored. Stands on nothing."""
