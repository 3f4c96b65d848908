"""Lets many people write on both channels while every part is killed again and again, then judges what each one saw.

`python -m tests.chaos` runs the whole storm with the real Rasa. `test_chaos.py` runs a short one with a stand-in for
Rasa, as a test for every day.
"""
