"""Measures Caravan beside its peers, on the same machine and in the same run, for `make bench`
(docs/benchmarks.md)."""
