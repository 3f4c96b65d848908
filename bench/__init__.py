"""`make bench`: Caravan beside its peers, on the same machine, in the same run (docs/benchmarks.md)."""
