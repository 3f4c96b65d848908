"""Measures how fast Caravan is beside a stock Rasa project and PostgreSQL's own search, on the same machine
and in the same run, for `make bench` (docs/benchmarks.md)."""
