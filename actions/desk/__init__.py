"""Shows the staff an account's orders, requests, quotations, claims, samples and questions, and carries out what they
do in the customer's name.

Each kind of row is a `Subject` with its `Act`s; `subjects.py` collects them. An act is possible where the lifecycle of
its subject allows it, and runs the same command as the customer's own words. The gateway decides which role of the
staff may do which act (bot/staff/acts.py). Builds on the cards and commands of all subjects.
"""
