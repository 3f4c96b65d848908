"""Answers messages whose meaning depends more on the conversation before them than on their intent, such as a choice
from a list, or a follow-up to search results on the screen. This folder imports the folders of the subjects, and none
of them imports it.

`order.py` lists all functions of `actions` that look at a message before the function of its intent does, in the order in
which they are asked.
"""
