"""Lists certificates and marks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from trade.files import read_file


@dataclass(frozen=True)
class Certification:
    """`code` is canonical ("ISO 9001"), `names` are how else people write it in either language."""

    code: str
    names: tuple[str, ...]


@cache
def certifications() -> tuple[Certification, ...]:
    return tuple(Certification(code, tuple(names)) for code, names in read_file("certifications").items())
