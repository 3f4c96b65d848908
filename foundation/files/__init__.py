"""Holds code for files on disk: archives from outside, files that only their owner may read, and pictures that are
found by their names."""
