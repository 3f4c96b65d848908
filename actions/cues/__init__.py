"""Recognises, by regular expressions, short words that contain neither an intent nor an entity: "more", "cheaper", "the second
one". They mean something only after what was said before: "more", for example, is read only while search results are on the
screen. It stands on the marketplace's records alone.
"""
