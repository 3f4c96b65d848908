"""Recognises a certification however people write it: "ISO9001", "iso 9001 certified", 有机认证, "TÜV"."""

import re
import unicodedata
from functools import cache

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.goods.catalogue import tables
from trade.certifications import certifications

_FILLERS = re.compile(
    r"certifications?|certificates?|certified|standards?|marking|marks?|listed|approved|registered|registration"
    r"|认证|证书|标准|注册|质量管理体系|食品安全管理体系|环境管理体系"
)

_LONG_CODE = re.compile("(?!DOT|API|NOM|BIS)[A-Z]{3}")
_WORDS = re.compile("(?<![a-z0-9])[a-z]{3,}(?![a-z0-9])")


def certification_key(text: str) -> str:
    """Returns the same key for every way of writing one certification."""
    return _codes().get(_folded(text)) or _codes().get(key := _folded(_FILLERS.sub("", _plain(text))), key)


def find_certifications(text: str) -> tuple[str, ...]:
    """Returns the codes of certifications that a text names, in any capitals: "must be fsc". Leaves out codes that may
    be other words, such as short ones."""
    said = set(_WORDS.findall(text.casefold()))
    return tuple(
        each.code for each in certifications() if _LONG_CODE.fullmatch(each.code) and each.code.casefold() in said
    )


@cache
def _codes() -> dict[str, str]:
    """Returns a mapping from the key of each spelling of a certification to the key of its code."""
    keys = dict[str, str]()
    for certification in certifications():
        for name in (certification.code, *certification.names):
            keys.setdefault(_folded(name), _folded(certification.code))
    return keys


def _folded(text: str) -> str:
    return "".join(character for character in _plain(text) if character.isalnum())


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKD", text).casefold()


async def certification_keys(connection: AsyncConnection) -> dict[str, str]:
    """Returns a mapping from the key of each name of a certificate to the key of its code, for the
    certificates that this marketplace lists."""
    keys: dict[str, str] = {}
    for row in await connection.execute(select(tables.certificate_types)):
        code = certification_key(row.code)
        keys |= {certification_key(name): code for name in (row.name_en, row.name_zh)} | {code: code}
    return keys
