"""The ways people write a certification: "ISO9001", "iso 9001 certified", 有机认证, "TÜV"."""

import re
import unicodedata

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.catalogue import tables

_FILLERS = re.compile(
    r"certifications?|certificates?|certified|standards?|marking|marks?|listed|approved|registered|registration"
    r"|认证|证书|标准|注册|质量管理体系|食品安全管理体系|环境管理体系"
)
_OTHER_NAMES = {
    "oekotex100": "oekotex",
    "gmpc": "gmp",
    "有机": "organic",
    "清真": "halal",
    "犹太洁食": "kosher",
    "smeta": "sedex",
}


def certification_key(text: str) -> str:
    """The same for every way of writing one certification."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    key = "".join(character for character in _FILLERS.sub("", plain) if character.isalnum())
    return _OTHER_NAMES.get(key, key)


async def certification_keys(connection: AsyncConnection) -> dict[str, str]:
    """The key of each name (in either language) to the key of its code."""
    keys: dict[str, str] = {}
    for row in await connection.execute(select(tables.certificate_types)):
        code = certification_key(row.code)
        keys |= {certification_key(name): code for name in (row.name_en, row.name_zh)} | {code: code}
    return keys
