"""Opens the templates of HTML pages. Each template is compiled once in a process, however many
languages its page is shown in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import CodeType
from typing import Any

from babel.support import NullTranslations
from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket


class _Compiled(BytecodeCache):
    """Keeps the code of compiled templates, by their files and contents. The code reads filters and
    global names from the environment in which it runs, so that environments of several languages
    share it."""

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code is not None
        self._code[bucket.key, bucket.checksum] = bucket.code


_COMPILED = _Compiled()


def open_templates(
    folder: Path, translations: NullTranslations | None = None, finalize: Callable[[Any], Any] | None = None
) -> Environment:
    """Returns the templates in `folder`. Values in them are escaped, and an unknown name is an error.
    `translations` translate what stands in `_("…")`; `finalize` changes each value before it is
    written. A filter that depends on the language must not be given a constant, which is filtered
    once for all languages."""
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"] if translations else (),
        finalize=finalize,
        bytecode_cache=_COMPILED,
    )
    if translations is not None:
        environment.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]
    return environment
