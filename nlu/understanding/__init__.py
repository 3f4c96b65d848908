"""Understands a message, with Rasa components and the plain modules that these components are made of. Imports nothing
else of nlu.

The docstrings in this package use the following terms:

- A contact is a person who writes to the bot.
- A raw text is a text as it was typed.
- A folded text is the same text in lower case, half-width characters and simplified Chinese (`text.writing.folded`).
  Every character keeps its position, so a span of the folded text is also a span of the raw text.
- A span is a pair of positions (start, end) in a text, counted in characters. The end is exclusive.
- The grammar is a set of regular expressions (`grammar`). The gazetteer is a list of known names (`names`).
- A match is a span that the grammar or the gazetteer has recognised as an entity (`found.Found`). Parameters and
  attributes that hold matches are called `finds`. A match is sure if its text can hardly mean anything else. Other
  matches must be confirmed, mostly by the entity tagger.
- A wish is something that the contact wants the bot to do, such as to quote a price. Its name is that of its intent.
- An act is a dialogue act: what a message does in its conversation (`situation.acts`).
- The summary of a text is the vector that the dense layers of the sentence encoder read (`encoder`).
- Flags are features of a text that are not part of its summary. Nearly all of them are 0 or 1.
"""
