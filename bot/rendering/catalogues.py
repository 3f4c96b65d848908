"""Loads the catalogues: every sentence that a person reads, by its name or its English text, in the
reader's language.

Names (responses of `domain.yml`, terms of `locales/terms/*.yml`) are the msgctxt of their English
text in the catalogue.
"""

from __future__ import annotations

import io
from pathlib import Path

import yaml
from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from foundation.languages import DEFAULT_LANGUAGE, LANGUAGES, writing_of

ROOT = Path(__file__).resolve().parents[2]


class Catalogues:
    """Holds the loaded catalogues. `names` maps the name of a response or term to its English text."""

    def __init__(self, names: dict[str, str], translations: dict[str, NullTranslations]) -> None:
        self.names = names
        self._translations = translations

    def translations(self, language: str) -> NullTranslations:
        return self._translations.get(language) or self._translations[DEFAULT_LANGUAGE]

    def sentence(self, name: str, language: str) -> str:
        """Returns the sentence with that name, with its placeholders.

        Raises:
            KeyError: no sentence has that name.
        """
        english = self.names[name]
        return str(self.translations(language).pgettext(name, english))

    def strings(self, prefix: str, language: str) -> dict[str, str]:
        """Returns all sentences whose names begin with `prefix`, for a browser."""
        return {name: self.sentence(name, language) for name in self.names if name.startswith(prefix)}


def locale(language: str) -> Locale:
    """Returns the locale by which Babel writes numbers, money and names in the language."""
    return Locale.parse(writing_of(language).catalogue)


def load_catalogues(root: Path = ROOT) -> Catalogues:
    folders = {code: root / "locales" / writing_of(code).catalogue for code in LANGUAGES}
    translations = {code: _load_translations(folder) for code, folder in folders.items()}
    return Catalogues(read_source_strings(root), translations)


def read_source_strings(root: Path = ROOT) -> dict[str, str]:
    """Returns name → English text, from `domain.yml` and `locales/terms/*.yml`."""
    domain = yaml.load((root / "domain.yml").read_text("utf-8"), yaml.CSafeLoader) or {}
    names = {name: variants[0]["text"].strip() for name, variants in (domain.get("responses") or {}).items()}
    for path in sorted((root / "locales" / "terms").glob("*.yml")):
        terms = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader) or {}
        names.update({name: str(text).strip() for name, text in terms.items()})
    return names


def _load_translations(folder: Path) -> NullTranslations:
    path = folder / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return NullTranslations()
    compiled = io.BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file))
    compiled.seek(0)
    return Translations(compiled)
