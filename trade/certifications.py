"""Lists certificates and marks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from trade.files import read_file


@dataclass(frozen=True)
class Certification:
    """Holds a certificate or mark. `code` is canonical ("ISO 9001"); `names` are its other spellings in both languages."""

    code: str
    names: tuple[str, ...]


@cache
def certifications() -> tuple[Certification, ...]:
    """Returns every certificate and mark."""
    return tuple(Certification(code, tuple(names)) for code, names in read_file("certifications").items())
