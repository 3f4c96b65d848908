"""Makes files as people send them, and files as nobody should."""
