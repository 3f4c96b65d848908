"""Lists other names of goods: British, American and Indian words in English, and the words of Hong Kong and Taiwan in
Chinese.

They belong to the languages and not to a certain catalogue. The files in `other_names/` have a line for each thing,
with its usual name first.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from actions.marketplace.goods.words.words import is_han, normalise, words

_FOLDER = Path(__file__).with_name("other_names")
_LONGEST = 200
"""The most characters of a text in which other names are replaced. A longer text is not a name of goods."""
_MOST_WORDS = 4
Key = tuple[str, ...]


def usual_name(text: str) -> str | None:
    """Returns `text` with the usual names in place of others: "truck tyres" for "lorry tyres", 运动鞋 for 波鞋. Returns None
    when the text contains no such name."""
    plain = normalise(text).strip()
    if len(plain) > _LONGEST:
        return None
    usual = _in_chinese(plain) if any(map(is_han, plain)) else _in_english(plain)
    return usual if usual != plain else None


def is_name_of_goods(text: str) -> bool:
    """Returns whether the whole text is one of the names of goods in the files, whether or not anybody offers these."""
    plain = normalise(text).strip()
    return plain in _chinese() or (_key(plain) in _english() and not any(map(is_han, plain)))


def find_whole_name(text: str, part: str) -> str | None:
    """Returns the Chinese name of goods in `text` of which `part` is only a part: 行动电源 for 动电源. Returns None when `part` is no part
    of such a name."""
    plain, part = normalise(text[:_LONGEST]), normalise(part).strip()
    longer = (name for name in _chinese() if part and part != name and part in name and name in plain)
    return max(longer, key=len, default=None)


def read_names(language: str) -> Iterator[tuple[str, str]]:
    """Yields pairs of a usual name and another name for the same goods, in one language."""
    for line in (_FOLDER / f"{language}.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            usual, others = line.split("=")
            for other in others.split(","):
                yield usual.strip(), other.strip()


def _in_english(text: str) -> str:
    names, pieces, at = _english(), text.split(), 0
    found: list[str] = []
    while at < len(pieces):
        for length in range(min(_MOST_WORDS, len(pieces) - at), 0, -1):
            usual = names.get(_key(" ".join(pieces[at : at + length])))
            if usual:
                found.append(usual)
                at += length
                break
        else:
            found.append(pieces[at])
            at += 1
    return " ".join(found)


def _in_chinese(text: str) -> str:
    names, at, found = _chinese(), 0, ""
    longest = max(map(len, names))
    while at < len(text):
        for length in range(min(longest, len(text) - at), 0, -1):
            said = text[at : at + length]
            if said in names and (length > 1 or len(text) == 1):
                found += names[said]
                at += length
                break
        else:
            found += text[at]
            at += 1
    return found


@cache
def _english() -> dict[Key, str]:
    return {_key(other): usual for usual, other in read_names("en") if _key(other)}


@cache
def _chinese() -> dict[str, str]:
    """Maps each other name to the usual name, and each usual name to itself. So a usual name that contains another
    name, such as 口罩, is left unchanged."""
    names = {normalise(other).strip(): usual for usual, other in read_names("zh")}
    return {usual: usual for usual in names.values()} | {
        other: usual for other, usual in names.items() if other != usual
    }


def _key(text: str) -> Key:
    return tuple(words(text))
