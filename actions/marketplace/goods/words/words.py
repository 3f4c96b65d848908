"""Splits English and Chinese text into the words that are indexed and searched.

English words are stemmed. Chinese text is segmented into words, and also cut into single characters and
pairs of characters (grams), so that a search succeeds even where the segmentation is wrong. A size
becomes one word with its number: "24 inch", 24" and 24寸 are all "24inch".
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache, reduce
from itertools import pairwise

import rjieba
import Stemmer
from opencc import OpenCC

HAN = "\u3400-\u9fff"
HAN_RUN = re.compile(f"[{HAN}]+")
_TOKEN = re.compile(f"(?<![.])[a-z0-9.]*[a-z0-9]|[{HAN}]+")
_HEAD_UNIT = re.compile(f"[a-z0-9]+|[{HAN}]")
_UNIT_NAMES = {
    "inch": 'inches|inch|英寸|寸|吋|"|”|″',
    "ml": "ml|毫升",
    "mm": "mm|毫米",
    "cm": "cm|厘米",
    "kg": "kg|公斤|千克",
    "g": "g|克",
    "kw": "kw|千瓦",
    "w": "w|watts?|瓦",
    "l": "l|litres?|liters?|公升|升",
    "mah": "mah|毫安",
    "ah": "ah|安时",
    "v": "v|volts?|伏",
    "oz": "oz|ounces?|盎司",
    "cc": "cc",
    "momme": "momme|姆米",
}
_SIZE = re.compile(
    rf"(?P<number>(?<!\d)\d{{1,12}}(?:\.\d{{1,9}})?)[\s-]*(?:{'|'.join(f'(?P<{unit}>{names})' for unit, names in _UNIT_NAMES.items())})(?![a-z0-9])"
)
_WHOLE_SIZE = re.compile(rf"(?<![a-z0-9.])(\d+(?:\.\d+)?)({'|'.join(_UNIT_NAMES)})(?![a-z0-9])")
"""A size in a normalised text."""
_SPELLINGS = (
    ("allinone", r"all[\s-]in[\s-](?:one|1)(?![a-z0-9])"),
    ("tshirt", r"t[\s-]?恤衫?|t[\s-]?shirts?(?![a-z])|tee[\s-]shirts?(?![a-z])|tees?(?![a-z])"),
    ("poloshirt", r"polo[\s-]?(?:shirts?(?![a-z])|衫)"),
    ("ebike", r"e-?bikes?(?![a-z])"),
    ("iso", r"i\.?s\.?o\s*(?=\d)"),
    ("women", r"(?:women's|womens|women|ladies'?|lady's)(?![a-z])"),
    ("men", r"(?:men's|mens)(?![a-z])"),
    ("children", r"(?:children's|kids'?|kid's)(?![a-z])"),
    ("jewellery", "jewelry"),
    ("tyre", r"tires?(?![a-z])"),
    ("pyjamas", "pajamas?"),
    ("chilli", r"chill?i(?:es)?(?![a-z])"),
    ("aluminium", "alumin(?:i)?um"),
    ("fibre", "fib(?:re|er)"),
)
_SPELLING = re.compile(
    rf"(?<![a-z0-9])(?=[acefijklmptw])(?:{'|'.join(f'(?P<{word}>{pattern})' for word, pattern in _SPELLINGS)})"
)
_TYRE = re.compile(r"(?<![\d.])(\d{3}\s?/\s?\d{2}|1\d\.\d{2})\s?(?:z?r|-)?\s?([12]\d(?:\.5)?)(?![\d.])")
"""Matches the size of a tyre, which catalogues write as 295/80R22.5."""
_PREPOSITION = re.compile(r"(?<!\w)(?:for|with|without|in|from|of|made|by|and|or|that|which)(?!\w)|[,;:(/|]")
_COUNTED = re.compile(r"^\s*(?:sets?|pairs?|pieces?|pcs|bags?|boxes|cartons?|tons?|tonnes?|kinds?|types?) of ")
_IGNORED_WORDS = (
    "a an the some any of for with in from to and or my our your me i we need want buy looking source sourcing find"
    " good cheap cheaper best quality high supplier suppliers manufacturer manufacturers factory factories maker makers"
    " vendor vendors wholesale wholesaler bulk exporter exporters product products seller sellers please"
    " 的 地 和 与 或 有 要 想 买 找 求购 采购 批发 供应 供应商 厂家 厂商 工厂 生产 制造商 生产商 卖家 哪里 便宜 优质 质量"
    " 好 货源 产品 商品 一些 需要 我 我们 做 卖"
)
_ATTRIBUTE_WORDS = (
    "red blue green black white yellow grey gray pink purple orange brown navy beige golden silver colour color"
    " small large big mini medium custom customised customized printed print logo new modern classic premium cheap"
    " 红 红色 蓝 蓝色 绿色 黑 黑色 白 白色 黄色 灰色 粉色 粉红色 紫色 橙色 棕色 米色 金色 银色 彩色 大 小 大号 小号"
    " 中号 定制 定做 印花 印 logo 新款 新 高档 高级 精品 特级 一级"
)
_IGNORED = frozenset(_IGNORED_WORDS.split())
_SINGULARS = {
    "knives": "knife", "scarves": "scarf", "shelves": "shelf", "leaves": "leaf", "loaves": "loaf", "halves": "half",
    "hooves": "hoof", "handkerchieves": "handkerchief", "teeth": "tooth", "feet": "foot", "geese": "goose",
}  # fmt: skip
"""The singular of goods whose plural is irregular."""
_ALTERNATIVES = (
    "women men children girl boy baby unisex 女 男 童 女士 女式 女款 女装 女童 男士 男式 男款 男装 男童 儿童 童款 婴儿 中性",
    "red blue green black white yellow grey gray pink purple orange brown navy beige golden silver"
    " 红色 蓝色 绿色 黑色 白色 黄色 灰色 粉色 粉红色 紫色 橙色 棕色 米色 金色 银色",
    "short long 短袖 长袖",
    "small medium large 小号 中号 大号",
)
"""Groups of words that exclude each other: somebody who asked for men's goods and now asks for women's goods no longer
wants men's."""
_LONGEST_HEAD = 8
"""A Chinese name is indexed under each of its endings of at most this many characters."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Holds the words with which a person names the goods that they look for. `words` are all words, in order. `heads`
    are the words that may be the main noun, which names the thing itself, the likeliest first. `key` is equal for
    phrases that mean the same goods."""

    words: tuple[str, ...]
    heads: tuple[str, ...]
    key: str


@dataclass(frozen=True, slots=True)
class IndexedName:
    """Holds a name of goods as it is indexed: its words, its Chinese characters and pairs of characters
    (`grams`), its possible main nouns (`heads`), and a key that is equal for names of the same goods."""

    words: tuple[str, ...]
    grams: tuple[str, ...]
    heads: tuple[str, ...]
    key: str


def is_attribute(word: str) -> bool:
    """Returns whether a word describes a thing instead of naming it: a colour, a size, a finish."""
    return word in _attributes() or any(character.isdigit() for character in word)


_WHAT_DIFFERS = frozenset(["colour", "color", "size", "颜色", "尺寸"])
"""Words that only say in what respect goods differ, and describe no goods."""


def find_attributes(text: str) -> list[str]:
    """Returns the words of a text that describe goods, such as a colour, a finish, or for whom they are. Words with
    numbers are left out."""
    known = _attributes().union(*_alternatives())
    return [word for word in words(text) if word in known and word not in _WHAT_DIFFERS]


def find_alternatives(text: str) -> list[str]:
    """Returns the words of a text that belong to a group of words that exclude each other: colours, people, or sizes
    such as "small"."""
    known = frozenset[str]().union(*_alternatives())
    return [word for word in words(text) if word in known]


def without_alternatives(goods: str, to: str) -> str:
    """Returns the name of goods without the words that the words of `to` exclude: "scarves" for "red scarves" and
    "black"."""
    wanted = set(words(to))
    out = {word for group in _alternatives() if group & wanted for word in group - wanted}
    kept: list[str] = []
    for piece in goods.split():
        found = words(piece)
        if not found or not set(found) <= out:
            ruled_out = [word for word in found if word in out and is_han(word)]
            kept.append(reduce(lambda rest, word: rest.replace(word, ""), ruled_out, piece))
    return " ".join(kept)


def is_another_variant(said: str, names: Iterable[str]) -> bool:
    """Returns whether a text describes other goods than those with these names, because a size differs or two words
    exclude each other: "24 cm sage green" differs from "Bath towel, 20 cm, black"."""
    wanted, held = normalise(said), normalise(" ".join(names))
    sizes = [_sizes_by_unit(wanted), _sizes_by_unit(held)]
    if any(numbers.isdisjoint(sizes[1][unit]) for unit, numbers in sizes[0].items() if unit in sizes[1]):
        return True
    words_wanted, words_held = set(_words_in(wanted)), set(_words_in(held))
    groups = ((group & words_wanted, group & words_held) for group in _alternatives())
    return any(one and other and one.isdisjoint(other) for one, other in groups)


def find_sizes(text: str) -> list[tuple[str, str]]:
    """Returns the sizes in a text, each as its number and its unit: ("24", "inch") for 24寸."""
    return [(number, unit) for number, unit in _WHOLE_SIZE.findall(normalise(text))]


def _sizes_by_unit(text: str) -> dict[str, set[str]]:
    """Returns the numbers of the sizes in a normalised text, by their units."""
    found: dict[str, set[str]] = {}
    for number, unit in _WHOLE_SIZE.findall(text):
        found.setdefault(unit, set()).add(number)
    return found


def without_size_like(goods: str, size: str) -> str:
    """Returns the name of goods without a size that has the same unit as `size`: "yoga mats" for "10mm yoga mats" and
    "6 mm"."""
    units = {token.lstrip("0123456789.") for token in normalise(size).split() if token[0].isdigit()} - {""}
    kept = [
        token
        for token in normalise(goods).split()
        if not token[0].isdigit() or token.lstrip("0123456789.") not in units
    ]
    return " ".join(kept) if len(kept) < len(normalise(goods).split()) and kept else goods


def is_han(word: str) -> bool:
    return "\u3400" <= word[:1] <= "\u9fff"


@lru_cache(maxsize=50_000)
def normalise(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    if HAN_RUN.search(text):
        text = _simplified(text)
    text = _TYRE.sub(r"\1r\2", text)
    text = _SIZE.sub(_one_size, _SPELLING.sub(_one_spelling, text))
    return text.replace("'s ", " ").replace("'", "")


def words(text: str) -> list[str]:
    """Returns the words of `text` in order, stemmed or segmented, without words that say nothing about the
    goods, such as "the" or "supplier"."""
    return _words_in(normalise(text))


def grams(text: str) -> list[str]:
    """Returns the single Chinese characters of `text` and its pairs of neighbouring ones."""
    return _grams_in(normalise(text))


def indexed_name(name: str) -> IndexedName:
    """Returns the words, grams, main nouns and key under which a name of goods is indexed."""
    text = normalise(name)
    core = _core(_bare(name))
    return IndexedName(tuple(_words_in(text)), tuple(_grams_in(text)), tuple(_heads(core)), "".join(_words_in(core)))


def _words_in(text: str) -> list[str]:
    return [word for token in _TOKEN.findall(text) for word in _words_of(token)]


def _grams_in(text: str) -> list[str]:
    runs = HAN_RUN.findall(text)
    return [run[start : start + size] for run in runs for size in (1, 2) for start in range(len(run) - size + 1)]


def _heads(core: str) -> list[str]:
    """Returns the possible main nouns of a name: the last word in English that is not a size, colour or model (as in
    "teapot 800 ml" and "hex bolt M8"), every ending of the name in Chinese."""
    units = _HEAD_UNIT.findall(core)
    if not units:
        return []
    if not is_han(units[-1]):
        stems = [stem(unit) for unit in units]
        return [next((one for one in reversed(stems) if not is_attribute(one)), stems[-1])]
    return ["".join(units[start:]) for start in range(max(0, len(units) - _LONGEST_HEAD), len(units))]


def name_key(name: str) -> str:
    """Returns a key that is equal for names and phrases that mean the same goods, whatever their sizes and packings."""
    return "".join(_words_in(_core(_bare(name))))


def plain_name(name: str) -> str:
    """Returns a name, normalised, without sizes, packings, and everything after a preposition."""
    return _core(_bare(name))


def phrase(text: str) -> Phrase:
    """Returns the words, main nouns and key of a text that a person typed."""
    core = _words_in(_core(text))
    heads: list[str] = []
    for position in range(len(core) - 1, -1, -1):
        word = core[position]
        if is_han(word) and len(word) == 1 and position > 0:
            heads.append(core[position - 1] + word)
        heads.append(word)
        if is_han(word):
            heads += [word[start:] for start in range(max(1, len(word) - _LONGEST_HEAD), len(word) - 1)]
    heads.sort(key=is_attribute)  # puts attributes last, as in "T恤 红色" or "bottles 500 ml"
    return Phrase(tuple(dict.fromkeys(words(text))), tuple(dict.fromkeys(heads)), "".join(core))


def _bare(name: str) -> str:
    """Returns a Chinese name of goods without its sizes and packings, which follow after a space."""
    return name.split(" ")[0] if HAN_RUN.search(name) else name


def _core(text: str) -> str:
    """Returns the normalised text up to the first comma or word such as "for", "with" or "of", which is where the name
    of the goods itself ends."""
    text = _COUNTED.sub("", normalise(text)).strip()
    return _PREPOSITION.split(text, maxsplit=1)[0].strip() or text


def _one_spelling(found: re.Match[str]) -> str:
    return " iso" if found.lastgroup == "iso" else f" {found.lastgroup} "


def _one_size(found: re.Match[str]) -> str:
    return f" {found['number']}{found.lastgroup} "


@lru_cache(maxsize=50_000)
def _words_of(token: str) -> tuple[str, ...]:
    parts = rjieba.cut(token) if is_han(token) else [token]
    return tuple(part if is_han(part) else stem(part) for part in parts if part not in _IGNORED)


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Returns the part that all forms of an English word share. The stemmer knows regular forms only."""
    return str(_stemmer().stemWord(_SINGULARS.get(word, word)))


@cache
def _attributes() -> frozenset[str]:
    return frozenset(stem(word) for word in _ATTRIBUTE_WORDS.split())


@cache
def _alternatives() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(stem(word) for word in group.split()) for group in _ALTERNATIVES)


@cache
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("english")


def _simplified(text: str) -> str:
    """Returns the text in simplified Chinese characters. Most texts have nothing to convert, and checking this first is
    a hundred times cheaper than converting."""
    simplifier, singles, beginnings = _conversion()
    if singles.isdisjoint(text) and beginnings.isdisjoint(pairwise(text)):
        return text
    return str(simplifier.convert(text))


@cache
def _conversion() -> tuple[OpenCC, frozenset[str], frozenset[tuple[str, ...]]]:
    """Returns the converter to simplified characters, the single characters that it changes, and the first
    two characters of each phrase that it changes."""
    simplifier = OpenCC("tw2sp")
    entries = [entry for group in simplifier._dict_chain_data for _, _, entries in group for entry in entries.items()]
    changed = [key for key, value in entries if key != value]
    return (
        simplifier,
        frozenset(key for key in changed if len(key) == 1),
        frozenset(tuple(key[:2]) for key in changed if len(key) > 1),
    )
