"""Works one turn of a conversation for the gateway: reads the request, restores the state, builds the answer.

Imports nlu.lean_rasa.
"""
