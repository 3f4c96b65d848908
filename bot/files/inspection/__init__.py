"""Inspects what people send, in a process of its own: what a file is by its content, what must not be
in it, and pictures written new. Stands on nothing of ours, because the process loads nothing else."""
