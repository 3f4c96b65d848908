"""What understands a message: Rasa components, and the plain modules that they are made of. Stands on nothing else of nlu."""
