"""Loads the translation catalogues (gettext), which contain every sentence that people read, in
each language.

A sentence is found by its name (a response of `domain.yml` or a term of `locales/terms/*.yml`) or
by its English text. In the gettext files the name is the `msgctxt` and the English text the
`msgid`.
"""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from bot.rendering.own_words import PRODUCT, Branded, WordsNow
from foundation.languages import DEFAULT_LANGUAGE, LANGUAGES, writing_of
from foundation.yaml_text import read_yaml

ROOT = Path(__file__).resolve().parents[2]


class Catalogues:
    """Holds the loaded translation catalogues. `names` maps the name of a sentence to its English text, and `words`
    holds the operator's own words, which replace those of the catalogues."""

    def __init__(self, names: dict[str, str], translations: dict[str, NullTranslations]) -> None:
        self.names = names
        self.words = WordsNow()
        self._translations = {
            language: Branded(catalogue, self.words, language) for language, catalogue in translations.items()
        }
        self._plain = translations

    def translations(self, language: str) -> NullTranslations:
        return self._translations.get(language) or self._translations[DEFAULT_LANGUAGE]

    def sentence(self, name: str, language: str) -> str:
        """Returns the sentence with this name in the language: the operator's own one, or the
        catalogue's. Placeholders such as `{name}` are not filled in.

        Raises:
            KeyError: there is no sentence with this name.
        """
        english = self.names[name]
        own = self.words.now.find_text(name, language)
        return own if own is not None else str(self.translations(language).pgettext(name, english))

    def original(self, name: str, language: str) -> str:
        """Returns the catalogue's sentence, which the operator may then edit, with `{brand}` in place of the product's
        name.

        Raises:
            KeyError: there is no sentence with this name.
        """
        sentence = str(self._plain[language].pgettext(name, self.names[name]))
        return sentence.replace(PRODUCT, "{brand}")

    def brand(self, language: str) -> str:
        """Returns the name under which the operator appears, or the product's."""
        return self.words.now.put_brand(PRODUCT, language)

    def strings(self, prefix: str, language: str) -> dict[str, str]:
        """Returns all sentences whose names begin with `prefix`, by name, for scripts in a browser."""
        return {name: self.sentence(name, language) for name in self.names if name.startswith(prefix)}


def locale(language: str) -> Locale:
    """Returns the locale by which the library Babel formats numbers, money and names in the
    language."""
    return Locale.parse(writing_of(language).catalogue)


def load_catalogues(root: Path = ROOT) -> Catalogues:
    folders = {code: root / "locales" / writing_of(code).catalogue for code in LANGUAGES}
    translations = {code: _load_translations(folder) for code, folder in folders.items()}
    return Catalogues(dict(read_source_strings(root)), translations)


@cache
def read_source_strings(root: Path = ROOT) -> dict[str, str]:
    """Returns the English text of every sentence by its name, from `domain.yml` and
    `locales/terms/*.yml`."""
    domain = read_yaml(root / "domain.yml") or {}
    names = {name: variants[0]["text"].strip() for name, variants in (domain.get("responses") or {}).items()}
    for path in sorted((root / "locales" / "terms").glob("*.yml")):
        terms = read_yaml(path) or {}
        names.update({name: str(text).strip() for name, text in terms.items()})
    return names


@cache
def _load_translations(folder: Path) -> NullTranslations:
    path = folder / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return NullTranslations()
    compiled = io.BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file))
    compiled.seek(0)
    return Translations(compiled)
