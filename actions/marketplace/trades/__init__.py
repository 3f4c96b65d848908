"""Holds everything that two sides agree on or argue about, in one folder for each subject: requests, quotations,
orders, samples, claims, questions, and things that are due. Builds on `goods`, `operator`, `safety` and `base`."""
