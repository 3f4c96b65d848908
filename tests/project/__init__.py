"""What holds for the tree as a whole: its imports, its documents, its commands."""
