"""What Rasa 3.6 needs done to it, and nothing else. Stands on nothing else of nlu."""
