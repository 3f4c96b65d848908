"""Lists certificates and marks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from trade.files import read_file


@dataclass(frozen=True)
class Certification:
    """Describes a certificate or mark. `code` is its name in one fixed spelling ("ISO 9001"); `names` are other
    spellings in English and Chinese."""

    code: str
    names: tuple[str, ...]


@cache
def certifications() -> tuple[Certification, ...]:
    """Returns every certificate and mark."""
    return tuple(Certification(code, tuple(names)) for code, names in read_file("certifications").items())
