"""Holds the words of the operator of an installation that replace those of the translation catalogues: its name, its
own sentences, and facts that a sentence may mention, such as the working hours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from babel.support import NullTranslations

PRODUCT = "Caravan"
"""The product's name in the sentences of the catalogues. The operator's name replaces it."""


@dataclass(frozen=True)
class OwnWords:
    """Holds the operator's words.

    `brand` is its name by language, empty until somebody has set it. `texts` are its own sentences,
    by the name of the catalogue's sentence and by language. `facts` are the values of placeholders
    that every sentence may have, such as `{hours}`.
    """

    brand: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)

    def put_brand(self, sentence: str, language: str) -> str:
        """Returns a sentence of a catalogue with the operator's name in place of the product's."""
        brand = self.brand.get(language)
        return sentence.replace(PRODUCT, brand) if brand else sentence

    def find_text(self, name: str, language: str) -> str | None:
        """Returns the operator's own sentence, or None if the operator has not changed the catalogue's sentence."""
        return self.texts.get(name, {}).get(language)


class Branded(NullTranslations):
    """Translates with a gettext catalogue, and puts the operator's name into each sentence. `words` holds the newest
    version of the operator's words, so that a change takes effect at once."""

    def __init__(self, catalogue: NullTranslations, words: WordsNow, language: str) -> None:
        super().__init__()
        self._catalogue, self._words, self._language = catalogue, words, language

    def gettext(self, message: str) -> str:
        return self._put(self._catalogue.gettext(message))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self._put(self._catalogue.ngettext(msgid1, msgid2, n))

    def ugettext(self, message: str) -> str:
        return self.gettext(message)

    def ungettext(self, singular: str, plural: str, num: int) -> str:
        return self.ngettext(singular, plural, num)

    def upgettext(self, context: str, message: str) -> str:
        return self.pgettext(context, message)

    def pgettext(self, context: str, message: str) -> str:
        return self._put(str(self._catalogue.pgettext(context, message)))

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:
        return self._put(self._catalogue.npgettext(context, msgid1, msgid2, n))

    def _put(self, sentence: str) -> str:
        return self._words.now.put_brand(sentence, self._language)


@dataclass
class WordsNow:
    """Holds the newest version of the operator's words. bot.words replaces it after each change."""

    now: OwnWords = field(default_factory=OwnWords)
