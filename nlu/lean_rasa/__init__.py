"""Changes Rasa 3.6 for Caravan: replaces slow or unsuitable parts, and lets it run without the
large libraries that are not needed. Imports no other package of nlu."""
