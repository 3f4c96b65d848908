"""Writes the operator's documents and the working hours as files that can live in git, and reads
them back.

```
brand.yml  logo.png  terms.yml  texts.yml  hours.yml
articles/<name>/article.yml  en.md  zh.md  en.more.md  zh.more.md
```
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from bot.support.hours import Calendar
from bot.words.documents import Content, is_name
from bot.words.files.hours import read_hours, write_hours
from foundation.errors import Explain
from foundation.languages import LANGUAGES

Documents = dict[tuple[str, str], Content]
_IN_MARKDOWN = {"text": "{}.md", "more": "{}.more.md"}


def write_folder(folder: Path, documents: Documents, calendar: Calendar) -> list[Path]:
    """Writes the documents and the calendar into the folder, over files that are there, and returns
    the files."""
    texts = {name: content for (kind, name), content in sorted(documents.items()) if kind == "text"}
    brand = documents[("brand", "brand")]
    written = [
        _write_yaml(folder / "brand.yml", {field: value for field, value in brand.items() if field != "logo"}),
        _write_yaml(folder / "terms.yml", documents[("terms", "terms")]),
        _write_yaml(folder / "texts.yml", texts),
        _write_yaml(folder / "hours.yml", write_hours(calendar)),
    ]
    if brand.get("logo"):
        (folder / "logo.png").write_bytes(base64.b64decode(brand["logo"]))
        written.append(folder / "logo.png")
    for (kind, name), content in sorted(documents.items()):
        if kind == "article":
            written += _write_article(folder / "articles" / name, content)
    return written


def read_folder(folder: Path) -> tuple[Documents, Calendar | None]:
    """Returns the documents in the folder, unchecked, and the calendar if there is one. Documents without a file are
    left out.

    Raises:
        Explain: a file cannot be read, or the folder has no file.
    """
    documents: Documents = {}
    for kind in ("brand", "terms"):
        if (content := _read_yaml(folder / f"{kind}.yml")) is not None:
            documents[(kind, kind)] = content
    if ("brand", "brand") in documents and (logo := folder / "logo.png").is_file():
        documents[("brand", "brand")]["logo"] = base64.b64encode(logo.read_bytes()).decode()
    for name, content in (_read_yaml(folder / "texts.yml") or {}).items():
        documents[("text", str(name))] = content
    for article in sorted((folder / "articles").glob("*/article.yml")):
        documents[("article", article.parent.name)] = _read_article(article)
    for kind, name in documents:
        if not is_name(kind, name):
            raise Explain(
                "bad_words", "words.refused.folder", file=f"{kind} {name}", problem="there is no such document"
            )
    calendar = _read_hours(folder / "hours.yml")
    if not documents and calendar is None:
        raise Explain("bad_words", "words.refused.folder", file=str(folder), problem="it holds no words")
    return documents, calendar


def _write_article(folder: Path, content: Content) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    others = {field: value for field, value in content.items() if field not in _IN_MARKDOWN}
    written = [_write_yaml(folder / "article.yml", others)]
    for field, pattern in _IN_MARKDOWN.items():
        for language in LANGUAGES:
            path = folder / pattern.format(language)
            if text := content[field][language]:
                path.write_text(text + "\n", "utf-8")
                written.append(path)
            else:
                path.unlink(missing_ok=True)
    return written


def _read_article(path: Path) -> Content:
    content = _read_yaml(path) or {}
    for field, pattern in _IN_MARKDOWN.items():
        texts = {language: path.parent / pattern.format(language) for language in LANGUAGES}
        content[field] = {language: _read(file) if file.is_file() else "" for language, file in texts.items()}
    return content


def _read_hours(path: Path) -> Calendar | None:
    stored = _read_yaml(path)
    try:
        return None if stored is None else read_hours(stored)
    except ValueError as error:
        raise Explain("bad_words", "words.refused.folder", file=str(path), problem=str(error)) from None


def _write_yaml(path: Path, content: Mapping[str, Any]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    written = yaml.safe_dump(dict(content), allow_unicode=True, sort_keys=False, width=100)
    path.write_text(written, "utf-8")
    return path


def _read_yaml(path: Path) -> dict[str, Any] | None:
    """Returns the mapping in a file, or None if there is no such file.

    Raises:
        Explain: the file is unreadable.
    """
    if not path.is_file():
        return None
    try:
        content = yaml.load(_read(path), _OnlyText)  # noqa: S506  a safe loader
    except yaml.YAMLError as error:
        problem = " ".join(str(error).split())
        raise Explain("bad_words", "words.refused.folder", file=str(path), problem=problem) from None
    if not isinstance(content, dict):
        raise Explain("bad_words", "words.refused.folder", file=str(path), problem="it must hold names and values")
    return content


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise Explain("bad_words", "words.refused.folder", file=str(path), problem="it is no UTF-8 text") from None


class _OnlyText(yaml.SafeLoader):
    """Reads YAML safely, and leaves dates and times of day, such as 18:00, as they are written."""


_OnlyText.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":timestamp", ":int", ":float"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_OnlyText.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"[0-9]+\Z"), list("0123456789"))
