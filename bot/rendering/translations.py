"""Updates the translation catalogues (`make translations`). With the argument `check`, only lists
the translations that are missing."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import typer
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from bot.rendering.catalogues import ROOT, read_source_strings
from foundation.languages import DEFAULT_LANGUAGE, LANGUAGES, writing_of

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)

POT = ROOT / "locales" / "messages.pot"
CATALOGUES = tuple(writing_of(code).catalogue for code in LANGUAGES)
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "n_": (1, 2), "pgettext": ((1, "c"), 2)}
METHODS = [("**/templates/**.html", "jinja2.ext:babel_extract"), ("**.py", "python")]
_PLACEHOLDER = re.compile(r"\{\w+\}|%\(\w+\)s")


def extract() -> Catalog:
    """Returns a template catalogue of all sentences that people read. The catalogue has no line
    numbers, so that it changes only when a sentence does."""
    catalogue = Catalog(project="Caravan", charset="utf-8", fuzzy=False)
    for name, english in read_source_strings().items():
        catalogue.add(english, context=name)
    found = extract_from_dir(ROOT / "bot", METHODS, {"**/templates/**.html": {"encoding": "utf-8"}}, KEYWORDS)
    for filename, _line, message, _comments, context in sorted(found, key=lambda item: (item[0], item[1])):
        catalogue.add(message, locations=[(f"bot/{filename}", 0)], context=context)
    return catalogue


@app.command()
def update() -> None:
    """Writes messages.pot and merges it into the catalogue of each language. Existing translations
    are kept."""
    template = extract()
    with POT.open("wb") as file:
        write_po(file, template, include_lineno=False, omit_header=True)
    for name in CATALOGUES:
        path = _find_path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        catalogue = _read(path, name) if path.exists() else Catalog(locale=name, project="Caravan")
        extracted_at, before = catalogue.creation_date, _list_sentences(catalogue)
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        if _list_sentences(catalogue) == before:
            catalogue.creation_date = extracted_at
        with path.open("wb") as file:
            write_po(file, catalogue, include_lineno=False, omit_header=False, width=0)
    print(f"{len(template)} sentences; missing: {len(find_problems())}")  # noqa: T201


@app.command()
def check() -> None:
    """Prints a line for each sentence whose translation is missing, marked as doubtful (fuzzy), or
    has other placeholders. If there is such a sentence, the exit status is 1."""
    lines = find_problems()
    for line in lines:
        print(line, file=sys.stderr)  # noqa: T201
    if lines:
        print(f"{len(lines)} sentences to translate; see locales/, then run: make translations", file=sys.stderr)  # noqa: T201
        raise SystemExit(1)


def find_problems() -> list[str]:
    template = extract()
    lines = []
    for name in CATALOGUES:
        if name == writing_of(DEFAULT_LANGUAGE).catalogue:
            continue
        path = _find_path(name)
        catalogue = _read(path, name) if path.exists() else Catalog(locale=name)
        for source in template:
            if source.id:
                lines += _find_problem(name, source, catalogue.get(source.id, source.context))
    return lines


def _find_problem(name: str, source: Message, found: Message | None) -> list[str]:
    label = f"{name}: {source.context or ''} {source.id!r}"
    texts = [] if found is None else [found.string] if isinstance(found.string, str) else list(found.string or ())
    if found is None or not texts or not all(texts):
        return [f"{label}: not translated"]
    if found.fuzzy:
        return [f"{label}: doubtful (fuzzy)"]
    english = source.id if isinstance(source.id, str) else source.id[-1]
    if any(set(_PLACEHOLDER.findall(text)) != set(_PLACEHOLDER.findall(english)) for text in texts):
        return [f"{label}: other placeholders than the English"]
    return []


def _list_sentences(catalogue: Catalog) -> list[tuple[object, object]]:
    """Returns the sentences to translate, in the order of the file."""
    return [(message.context, message.id) for message in catalogue if message.id]


def _find_path(name: str) -> Path:
    return ROOT / "locales" / name / "LC_MESSAGES" / "messages.po"


def _read(path: Path, name: str) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=name)


if __name__ == "__main__":
    app()
