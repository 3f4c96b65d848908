"""Many people write on both channels while every part is killed again and again; what each of them saw is judged afterwards.

`python -m tests.chaos` is the whole of it, on the real thing; `test_chaos.py` a short one, with a stand-in for Rasa, for every day.
"""
