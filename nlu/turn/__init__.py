"""One turn of a conversation with the gateway: its way in, the state that it carries, the responses that go back. Stands on
nlu.lean_rasa."""
