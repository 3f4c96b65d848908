"""Finds each figure of a text once, with its kind by the unit, the name that the text gives it, and whether the text
means it or rules it out. The meaning of a bare figure depends on the task under way (`actions.dialogue.values`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

from foundation.yaml_text import read_yaml
from nlu.turn.words.cues.correcting import is_denied
from nlu.turn.words.goods.described.colours import COLOUR, COLOUR_ZH
from nlu.turn.words.goods.packing import find_packing
from nlu.understanding.cues.words import Words
from nlu.understanding.found import Found, without_overlaps
from nlu.understanding.grammar import money, quantities
from nlu.understanding.grammar.codes import find_incoterm
from nlu.understanding.grammar.numerals import BEFORE, NUMBER, as_json, value_of
from nlu.understanding.text.clauses import find_clauses
from nlu.understanding.text.writing import folded
from trade.units import units

_LABELS = Words(read_yaml(Path(__file__).with_name("labels.yml")))
_CLAUSE = re.compile(r"(?:[^,，;；。!！?？\n.]|(?<=\d)[.,](?=\d)|\.(?=[a-z]))+")
_LOOSE = re.compile(r"块|毛|角|刀|bucks?|(?<![a-z])(?:dollars?|cents?)|蚊")
"""Matches colloquial names for money, which leave the currency open."""
_TIME = re.compile(
    rf"{BEFORE}(?P<number>{NUMBER})[\s-]?(?:(?:more|extra|working|business|calendar)\s)?(?P<unit>days?|wks?|weeks?|months?|(?:个)?(?:工作日|天|日(?!元)|周|星期|礼拜|月))(?![a-z])"
)
_ONE_TIME = re.compile(
    r"(?<![a-z])(?:(?:(?<=add )|(?<=by ))an?|another|an?(?=\s[a-z]+\s(?:more|longer|later|slower|less|shorter|faster|quicker|earlier|sooner)(?![a-z])))"
    r"\s(?P<unit>day|week|month)(?![a-z])"
)
"""Matches one unit of time by which another length of time changes: "a week less", "another month"."""
_FROM_TO = re.compile(
    rf"(?:(?<![a-z])from|从|由)\s?(?P<a>(?>{NUMBER}))\s?(?:to|到|改到|改成|改为|降到|涨到|加到|减到)\s?(?P<b>(?>{NUMBER}))(?![\w.,]*\d)"
)
"""Matches a number and the number that replaces it, which form no range: "from 300 to 280"."""
_DAY_OF_MONTH = re.compile(r"(?<!\d)(?:1[0-2]|0?[1-9])月\s?(?:3[01]|[12]\d|0?[1-9])(?!\d)(?!\s?[个個天])")
"""Matches a date without 号 or 日, whose day is no figure: 那写12月15 发."""
_SAMPLES = re.compile(r"打[样樣版]")
_AT = re.compile(r"(?:(?<![a-z])at|@|谈到|砍到)\s?$")
"""Matches words that stand only before a price."""
_DAYS = {"w": 7, "周": 7, "星": 7, "礼": 7, "m": 30, "月": 30}
"""The length in days of a unit of time, by its first sign; any other unit is a day."""
_PERCENT = re.compile(rf"{BEFORE}(?P<number>{NUMBER})\s?(?:%|percent(?![a-z])|pct(?![a-z])|个点|折|成(?![本交]))")
_PER_UNIT = re.compile(
    rf"(?:每|一)(?:吨|噸|公斤|千克|个|個|件|只|套|条|双|台|箱|把|支|张|平米?)\s?(?:是|为|要|报|算)?\s?(?P<a>{NUMBER})(?!\s?(?:[个件只套条双台箱]|克|公斤|毫|厘|元|块|美|刀))"
    rf"|{BEFORE}(?P<c>\d[\d.,]*)\s?[一每](?:吨|噸|公斤|千克|个|個|件|只|套|条|双|台|箱|把|支|张)"
    rf"|{BEFORE}(?P<b>{NUMBER})\s?(?:/|per\s|a\s)\s?(?:pcs?|pieces?|units?|sets?|pairs?|tons?|tonnes?|mt|kgs?|kilos?)(?![a-z])"
)
"""Matches a number that holds for one piece, and is therefore a price: 每吨980, "7.50 per piece"."""
_SPELT_PER_UNIT = re.compile(
    r"(?<![零〇一二两三四五六七八九十百千万\d点])(?P<number>(?>[一二两三四五六七八九十百千万零〇]{1,14}?(?=[一每](?:吨|噸|公斤|千克))))[一每](?:吨|噸|公斤|千克)"
)
"""Matches a price for one unit of weight that is written out: 一千零八十五一吨."""
_NAMED_CURRENCY = re.compile(
    r"\s?(?:(?P<USD>us dollars?|usd|美金|美元|美刀|刀)|(?P<CNY>人民币|rmb|cny|yuan)|(?P<EUR>欧元|euros?|eur))(?![a-z])"
)
"""Matches the currency that is named behind an amount in colloquial words, since these words alone name none:
10块4美金."""
_HUNDREDTHS = re.compile(r"\s(?P<cents>\d{2})(?![\d.,%a-z])(?!\s?[a-z\u4e00-\u9fff])")
"""Matches the cents after an amount of money: "2 dollars 40"."""
_FOLLOWS = re.compile(r"\s?-?(?P<word>[a-z][a-z'°\"-]*)|(?P<han>[\u4e00-\u9fff])")
_LEAST = re.compile(r"(?:(?<![a-z])(?:above|over|at least|min(?:imum)?|more than)|>=?|[大高]于|至少|最[少低])\s?$")
_MOST_BEFORE = re.compile(
    r"(?:(?<![a-z])(?:below|under|at most|max(?:imum)?|(?:no|not) more than|less than|up to)|<=?|[小低]于|最[多高]|不超过)\s?$"
)
_RAISED = re.compile(
    r"(?<![a-z])(?:put|puts|raise|bump|push|bring|increase|lift|crank|move)\s(?:(?:it|this|that|them|the|my|our|quantity|qty|order|request|number|amount)\s){1,3}up to\s?$"
)
"""Matches words before a number to which something is to be raised. It is no limit: "put it up to 2500"."""
_MOST_AFTER = re.compile(r"\s?(?:以内|以下|之内|封顶|max(?![a-z])|at most|or less|tops?(?![a-z]))")
"""Match words that make a number the least or the largest size of something."""
_SET = re.compile(
    r"(?<![a-z])(?:to|make (?:it|that|them)|should be|must be|is now|becomes?|take|need|want|order|=)\s?$|[改换变调加减降提涨增升](?:成|为|到|至)?\s?$|(?:要|订|买|是|来)\s?$"
)
"""Matches words before a number to which something is to be changed."""
_PLAIN_EN = frozenset(
    [
        "a",
        "again",
        "all",
        "and",
        "also",
        "altogether",
        "apiece",
        "are",
        "as",
        "asap",
        "at",
        "away",
        "be",
        "best",
        "better",
        "but",
        "by",
        "can",
        "could",
        "do",
        "each",
        "enough",
        "even",
        "extra",
        "flat",
        "fewer",
        "fine",
        "final",
        "for",
        "from",
        "good",
        "guys",
        "i",
        "if",
        "in",
        "instead",
        "is",
        "it",
        "just",
        "less",
        "lower",
        "max",
        "maximum",
        "min",
        "more",
        "must",
        "next",
        "no",
        "not",
        "now",
        "of",
        "off",
        "ok",
        "okay",
        "on",
        "only",
        "or",
        "over",
        "per",
        "please",
        "pls",
        "plus",
        "rather",
        "right",
        "should",
        "so",
        "sorry",
        "thanks",
        "than",
        "that",
        "the",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "till",
        "to",
        "today",
        "too",
        "top",
        "total",
        "until",
        "up",
        "was",
        "we",
        "when",
        "will",
        "with",
        "would",
        "yes",
        "you",
    ]
)
"""Words behind a number that do not name the things that it counts."""
_PLAIN_ZH = frozenset(
    "接同能请报交成吧了啦呢啊哦就够左以之可才不也都或到起送发好行和跟加是要改换没有这那我你他先再还如含包合比才算给做来"
)
_WATTS = re.compile(r"\d{1,4}\s?w(?![a-z0-9])(?!\s?[个件只条套台双箱吨块元])")
"""Matches a power in watts in a text without Chinese: the 36w there are no 36万."""
_LED = re.compile(
    r"(?:(?<![a-z])(?:grade|class|type|model|size|series|pantone|ral|version|level|spec)\s?|(?P<han>[重长長宽寬高厚深径徑度级級温溫压壓率密水幅目]))$"
)
_VARIANT = re.compile(
    rf"\s?(?:in\s)?(?:(?:dark|light|deep|pale)\s)?(?:{COLOUR}|small|medium|large|big|xx?l)(?![a-z])(?:\sones?(?![a-z]))?"
    rf"|[深浅淡]?(?:{COLOUR_ZH}|[大中小]号)的?"
)
"""Matches the words of a variant behind the number of pieces that are to be like that: "300 dark blue ones"."""
_LONGER, _SHORTER = (
    (
        re.compile(
            r"(?<!差不)(?<![最至])(?:多|加|晚|慢|延长|延後|延后)\s?$|(?<![a-z])(?:add|another|plus|(?:extend|delay)(?:ed)?(?: it)? by)\s$"
        ),
        re.compile(r"\s(?:more|longer|later|slower|extra)(?![a-z])"),
    ),
    (
        re.compile(
            r"(?<![最至])(?:少|减|早|快|缩短|提前|提早)\s?$|(?<![a-z])(?:shorten|cut|reduce)(?:ed)?(?: it)? by\s$"
        ),
        re.compile(r"\s(?:less|fewer|shorter|faster|quicker|earlier|sooner)(?![a-z])"),
    ),
)
"""Match words before and behind a length of time that make it longer or shorter by that: 加5天, "3 days less"."""
_OF_THEM = re.compile(r"\s?of (?:them|these|those)(?![a-z])")
_NUMBER = re.compile(rf"{BEFORE}{NUMBER}")
_MEASURES = frozenset(("kilogram", "litre", "metre", "square_metre"))
_SIZE_LED = re.compile(
    r"(?:[重长長宽寬高厚深径徑]|容量|weigh\w*|weight|length|width|height|capacity)[约約大概是为:：\s]{0,3}$"
)
"""Matches words before a measure that make it the size of something."""
_BECOMES = re.compile(
    r"\s*(?:改(?:成|为|為|到)?|换(?:成|为)?|变(?:成|为)?|调(?:成|到)?|->|→|=>|(?:should|must|has to|needs to|ought to) (?:be|read)|becomes?)\s*"
)
"""Matches words between a figure and the one that replaces it: 400改500, "the 22 should be 26"."""
_FROM, _TO = (
    re.compile(r"(?:\bfrom|从|由|原来是?|之前是?|本来是?|was)\s*$"),
    re.compile(r"\s*(?:to|到|改到|改成|改为|降到|涨到)\s*"),
)
_WAS = re.compile(r"(?:(?<![a-z])was|原来是?|之前是?|本来是?)\s*$")
"""Matches words that say that a figure is the old one: "was 800 pieces, please 1000 now"."""
_THEIRS = re.compile(
    r"(?:买家|对方|客户|客人|他们?|她们?|人家|(?:最低|便宜)的?那?家)(?:只|就|还价|还|出价|出|给|要|开|说|报|想)+\s?[¥$]?$"
    r"|\b(?:buyer|they|he|she|customer|client|everyone|everybody|others)\b(?: \w+){0,3} (?:[$€]|for |at )?$"
)
"""Matches words before a figure that somebody else has named: 5.9 in 买家还5.9."""
_ASKS_THEM = re.compile(
    r"(?<![a-z])(?:(?:ask|see|check|find out)\s(?:[^.,;]*\s)?(?:if|whether)\s|(?:can|could|would|will)\s(?:they|he|she|it)\s(?:also\s)?(?:do|accept|take|go|match)\s)[^.,;]*$"
)
"""Matches words before a figure that the writer wants somebody to be asked for: "ask if they can do 2.50"."""
_WRONG = re.compile(
    r"\s?(?:is|was)\s(?:wrong|too (?:high|low|much|little|many|few)|not (?:right|enough|correct))|(?:不够|不对|错了|写错|打错)"
)
_CODES = frozenset(
    (
        "date",
        "order_number",
        "rfq_number",
        "tracking_number",
        "claim_number",
        "sample_number",
        "question_number",
        "certification",
    )
)
"""Entities whose digits are no figures."""
_MOST, _NEAR = 40, 30


@dataclass(frozen=True)
class Figure:
    """Holds a number of the text from `start` to `end`. `kind` is `money`, `count` (with a unit of goods), `time` (in
    days), `percent`, `packed` (how many are in one pack or set), `part` (how many of the goods are to be of the variant
    `name`), `named` (it measures or counts something else, which `name` holds) or `bare`. `label` names what the text calls it. `stance` is `said`; `out` for a number that the text
    rules out or replaces; or `theirs` for a number that somebody else has named. `is_loose` says that the text names
    its currency only in a colloquial way. `change` is 1 or -1 for a length of time by which another one becomes longer
    or shorter, and otherwise 0."""

    start: int
    end: int
    value: str
    kind: str
    unit: str | None = None
    name: str = ""
    label: str = ""
    stance: str = "said"
    is_loose: bool = False
    change: int = 0


def find_figures(text: str, entities: Sequence[Mapping[str, Any]], sizes: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Returns the figures of the raw text in its order, as JSON. `entities` and `sizes` were found in the same text."""
    plain = folded(text).replace("’", "'")
    if len(plain) != len(text) or not any(
        sign.isdigit() or sign in "一二两三四五六七八九十百千" or sign.isascii() for sign in plain
    ):
        return []
    taken = [(each["start"], each["end"]) for each in entities if each.get("entity") in _CODES and "start" in each]
    taken += [found.span() for found in _DAY_OF_MONTH.finditer(plain)]
    found = [each for each in _find(plain) if not any(start < each.end and each.start < end for start, end in taken)][
        :_MOST
    ]
    found = [each for each in found if not (each.kind == "bare" and each.value == "1" and plain[each.start] != "1")]
    named = {str(size).casefold() for size in sizes}
    found = [_as_size(each, plain, named) for each in found]
    found = _with_stances(plain, _with_labels(plain, found))
    return [
        {name: value for name, value in asdict(each).items() if name in ("start", "value") or value} for each in found
    ]


def find_what_counts(text: str, number: str) -> str:
    """Returns what the number, which the raw text contains as it is written here, measures or counts: `count`, `mass`
    or another name that `trade.units` gives it, `money`, `time`, `percent`, or `size` for any other measure such as
    inches; "" if the words leave it open."""
    start = text.find(number)
    figure = next((each for each in find_figures(text, []) if each["start"] <= start < each["end"]), None)
    if figure is None:
        return "size"
    if figure["kind"] == "count":
        return units()[figure["unit"]].measures
    if figure["kind"] in ("money", "time", "percent"):
        return str(figure["kind"])
    return "count" if _OF_THEM.match(folded(text), figure["end"]) else ""


def without_times(differences: Sequence[float], figures: Sequence[Mapping[str, Any]]) -> list[float]:
    """Returns the `differences` of a text without those that are lengths of time: "3 days less" makes no price 3
    lower."""
    times = {
        Decimal(each["value"]) * each["change"] / length
        for each in figures
        if each.get("change")
        for length in (1, 7, 30)
    }
    return [each for each in differences if Decimal(str(each)) not in times]


def _as_size(figure: Figure, plain: str, sizes: set[str]) -> Figure:
    said = plain[figure.start : figure.end].strip()
    return replace(figure, kind="named", name=said) if said in sizes else figure


def _find(plain: str) -> list[Figure]:
    """Returns the figures of the folded text with their kinds. Each keeps its number as it is written, such as 9.80."""
    figures = []
    for found in without_overlaps(_find_typed(plain)):
        number, value = Decimal(str(found.value["value"])), found.value
        written = value_of(plain[found.start : found.end].strip())
        said = str(written if written == number else number)
        figures.append(
            Figure(found.start, found.end, said, found.entity, value.get("unit"), is_loose=value.get("loose", False))
        )
    return [_name(plain, each) for each in figures]


def _find_typed(plain: str) -> Iterator[Found]:
    """Yields every find of a figure, first the finds whose words show the kind most clearly. Finds may overlap."""
    for matched in _FROM_TO.finditer(plain):
        if (number := value_of(matched["a"])) is not None:
            yield Found("bare", *matched.span("a"), {"value": as_json(number)})
        start = matched.start("b")
        becomes = next((each for each in quantities.find(plain[start : start + _NEAR]) if each.start == 0), None)
        if becomes:
            yield Found("count" if becomes.value["unit"] else "bare", start, start + becomes.end, becomes.value)
    for pattern, kind in ((_PERCENT, "percent"), (_TIME, "time")):
        for matched in pattern.finditer(plain):
            number = value_of(matched["number"])
            if number is not None and not (kind == "time" and matched["unit"] == "月"):
                days = _DAYS.get(matched["unit"].lstrip("个")[0], 1) if kind == "time" else 1
                yield Found(kind, matched.start(), matched.end(), {"value": as_json(number * days)})
    for matched in _ONE_TIME.finditer(plain):
        yield Found("time", *matched.span(), {"value": _DAYS.get(matched["unit"][0], 1)})
    for matched in _SPELT_PER_UNIT.finditer(plain):
        if (number := value_of(matched["number"])) is not None:
            yield Found("money", *matched.span("number"), {"value": as_json(number)})
    for found in quantities.find_blocks(plain):
        yield Found("count", found.start, found.end, found.value)
    for found in (each for each in money.find(plain) if each.sure):
        yield _read_money(plain, found)
    for start, end in find_packing(plain):
        for packed in _NUMBER.finditer(plain, start, end):
            yield Found("packed", packed.start(), packed.end(), {"value": as_json(value_of(packed[0]) or Decimal(0))})
    for found in (each for each in quantities.find(plain) if each.sure and each.value["unit"]):
        if _SAMPLES.match(plain, found.end - 1):  # 8.8 打样7天
            end = found.start + len(plain[found.start : found.end - 1].rstrip())
            yield Found(
                "bare", found.start, end, {"value": as_json(value_of(plain[found.start : end].strip()) or Decimal(0))}
            )
        else:
            yield Found("count", found.start, found.end, found.value)
    for matched in _PER_UNIT.finditer(plain):
        name = matched.lastgroup or "a"
        if (number := value_of(matched[name])) is not None:
            yield Found("money", *matched.span(name), {"value": as_json(number)})
    for found in quantities.find(plain):
        kind = "count" if found.value["unit"] else "bare"
        yield Found(kind, found.start, found.end, found.value)


def _read_money(plain: str, found: Found) -> Found:
    amount, end = Decimal(str(found.value["amount"])), found.end
    if not amount % 1 and (cents := _HUNDREDTHS.match(plain, end)):
        amount, end = amount + Decimal(cents["cents"]) / 100, cents.end()
    is_loose, currency = _LOOSE.search(plain, found.start, end) is not None, found.value["currency"]
    if is_loose and (named := _NAMED_CURRENCY.match(plain, end)):
        is_loose, currency, end = False, named.lastgroup, named.end()
    return Found("money", found.start, end, {"value": as_json(amount), "unit": currency, "loose": is_loose})


def _name(plain: str, figure: Figure) -> Figure:
    """Returns the figure with the kind `named`, if words beside it say that it measures or counts something other than
    goods."""
    if figure.kind == "count" and figure.unit in _MEASURES and _SIZE_LED.search(plain, 0, figure.start):
        return replace(figure, kind="named", name=plain[figure.start : figure.end])
    if figure.kind == "time":
        return replace(figure, change=_find_change(plain, figure))
    if figure.kind != "bare":
        return figure
    if _WATTS.fullmatch(plain, figure.start, figure.end) and (plain.isascii() or plain[figure.end :].startswith("的")):
        return replace(figure, kind="named", name=plain[figure.start : figure.end])
    led = _LED.search(plain, max(figure.start - 12, 0), figure.start)
    if led:
        return replace(figure, kind="named", name=led[0].strip())
    before = max(figure.start - 16, 0)
    if _RAISED.search(plain, max(figure.start - 40, 0), figure.start):
        figure = replace(figure, name="set")
    elif _MOST_BEFORE.search(plain, before, figure.start) or _MOST_AFTER.match(plain, figure.end):
        figure = replace(figure, name="most")
    elif _LEAST.search(plain, before, figure.start):
        figure = replace(figure, name="least")
    elif _SET.search(plain, max(figure.start - 16, 0), figure.start):
        figure = replace(figure, name="set")
    variant = _VARIANT.match(plain, figure.end)
    is_whole = figure.name == "set" and variant is not None and variant[0].startswith(" in ")  # "make it 300 in blue"
    if variant and not is_whole and not find_counted(plain, variant.end()):
        return replace(figure, kind="part", name=variant[0].strip())
    counted = find_counted(plain, figure.end)
    return replace(figure, kind="named", name=counted) if counted else figure


def _find_change(plain: str, figure: Figure) -> int:
    more = re.search(r"(?<![a-z])(?:more|extra|another)(?![a-z])", plain[figure.start : figure.end]) is not None
    longer, shorter = (
        before.search(plain, max(figure.start - 16, 0), figure.start) or after.match(plain, figure.end)
        for before, after in (_LONGER, _SHORTER)
    )
    return 1 if longer or more else -1 if shorter else 0


def find_counted(plain: str, end: int) -> str:
    """Returns the words right behind a number, which ends at `end`, if they name what it counts or measures; "" if they
    do not."""
    after = _FOLLOWS.match(plain, end)
    word = (after["word"] or after["han"]) if after else ""
    if not word or word in _PLAIN_EN or word in _PLAIN_ZH or word.endswith("ly") or find_incoterm(word):
        return ""  # "9.45 dap", 4750 cif迪拜
    clause = re.match(r"\s?-?[^,，;；。.!！?？\n\d]{0,24}", plain[end:])
    return (clause[0] if clause else word).strip(" -")


def _with_labels(plain: str, figures: Sequence[Figure]) -> list[Figure]:
    """Returns the figures, each labelled with the name that its clause gives it: the last name before it, or else the
    first one behind it."""
    clauses = list(find_clauses(plain, _CLAUSE))
    return [replace(each, label=_find_label(plain, each, figures, clauses)) for each in figures]


def _find_label(plain: str, figure: Figure, figures: Sequence[Figure], clauses: Sequence[tuple[int, int]]) -> str:
    if figure.kind == "bare" and _AT.search(plain, 0, figure.start):
        return "price"
    start, end = next(((start, end) for start, end in clauses if start <= figure.start < end), (0, len(plain)))
    before = max((each.end for each in figures if start <= each.end <= figure.start), default=start)
    behind = min((each.start for each in figures if figure.end <= each.start < end), default=end)
    last = list(_list_labels(plain[before : figure.start]))
    first = list(_list_labels(plain[figure.end : behind]))
    return last[-1] if last else first[0] if first else ""


def _list_labels(words: str) -> Iterator[str]:
    found = [(words.rfind(word), kind) for kind, said in _LABELS.find(words).items() for word in said]
    yield from (kind for _, kind in sorted(found))


def _with_stances(plain: str, figures: Sequence[Figure]) -> list[Figure]:
    replaced = {id(old) for old, new in pairwise(figures) if _is_replaced(plain, old, new)}
    if len(figures) > 1:
        replaced |= {id(each) for each in figures if _WAS.search(plain, max(each.start - 12, 0), each.start)}
    return [replace(each, stance=_find_stance(plain, each, id(each) in replaced)) for each in figures]


def _is_replaced(plain: str, old: Figure, new: Figure) -> bool:
    between = plain[old.end : new.start]
    leaves = _FROM.search(plain, max(old.start - 12, 0), old.start) is not None
    return bool(_BECOMES.fullmatch(between) or (leaves and _TO.fullmatch(between)))


def _find_stance(plain: str, figure: Figure, is_replaced: bool) -> str:
    if is_replaced or is_denied(plain, figure.start, figure.end) or _WRONG.match(plain, figure.end):
        return "out"
    start = max(figure.start - 40, 0)
    is_theirs = _THEIRS.search(plain, start, figure.start) and not _ASKS_THEM.search(plain, 0, figure.start)
    return "theirs" if is_theirs else "said"


def find_raised(plain: str) -> list[str]:
    """Returns the numbers of a folded text to which something is to be raised: the 2500 of "put it up to 2500"."""
    return [figure.value for figure in _find(plain) if _RAISED.search(plain, 0, figure.start)]
