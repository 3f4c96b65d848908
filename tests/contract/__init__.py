"""What one package builds, another reads."""
