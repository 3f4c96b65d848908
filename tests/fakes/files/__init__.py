"""Makes good files, as people send them, and bad files, which must be refused."""
