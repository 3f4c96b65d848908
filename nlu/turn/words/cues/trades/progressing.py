"""Finds how far the production of goods is, in a supplier's words: how many of them or which share is done, or which
step of the work they have reached. Imports nothing of Rasa."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from nlu.turn.words.cues.finder import Finder
from nlu.understanding.grammar.numerals import value_of

_CLAUSE = re.compile(r"(?:[^,，;；:：。!！?？\n.\s]|(?<=\d)[.,](?=\d)|\.(?=[a-z])|\s(?![\u4e00-\u9fff]))+", re.I)
"""Matches a clause, which for Chinese may also end at a space."""
_MADE = re.compile(
    r"\b(?:done|finish(?:ed)?|made|assembled|completed?|completion|produced|progress|through|sewn|stitched|printed|glazed|fired|painted|woven|knitted|built|so far)\b|\b(?:are|is|now|currently|['’](?:re|s)) at (?=(?:about |around |some )?\d{1,3}\s?(?:%|percent|pct))"
    r"|做(?!工)|生产|生產|完成|完工|赶[了出完]|干[了完]|进度|進度|进展|[烧缝印织焊镀磨](?:了|好|完|出)|组装|装配|加工",
    re.I,
)
"""Matches words for the making of goods. "Ready" and "packed" are not among them, because they speak of goods that can
leave."""
_OUT = re.compile(
    r"(?:出窑|开窑|下线|入库|下机|出炉)[^\d]{0,4}\d|\d[^\d]{0,5}(?:出窑|下线|入库|下机|出炉)|\d[^,.;]{0,24}\b(?:out of the kiln|off the (?:line|loom|machines?))\b",
    re.I,
)
"""Matches a number of goods that have left the kiln or the line."""
_READY = re.compile(r"\b(?:ready|packed)\b|备好|打包好|装好", re.I)
"""Matches words for goods that can leave, which may also begin a shipment."""
_NOT_YET = re.compile(
    r"\b(?:not|never|will|can|could|should|would|may|might|if|plan\w*|hope|expect\w*)\b|n['’]t\b|[没沒未]|不(?!过|過|错|錯|少|好意思)|能|可以|争取|预计|計劃|计划|如果|要是|打算",
    re.I,
)
"""Matches words by which a clause says what is not done yet, or will be done later."""
_SHARE = re.compile(
    r"(?<![\d.])(?P<percent>\d{1,3}(?:\.\d)?)\s?(?:%|percent\b|per cent\b|pct\b|个点)|百分之(?P<hundredths>[零一二两三四五六七八九十]{1,4}|\d{1,3})"
    r"|(?P<tenths>[一二两三四五六七八九]|(?<!\d)\d)成(?P<five>半)?(?!型|品|交|本|功)|(?P<of>[二三四五])分之(?P<parts>[一二两三四])"
    r"|(?P<words>\b(?:half|two[- ]thirds|(?:a|one) third|three[- ]quarters|(?:a|one) quarter)\b|一半|半数)",
    re.I,
)
_DENIED = re.compile(r"(?:不是|并非|\bnot|\bno,? not|n['’]t)\s?$", re.I)
"""Matches words before a share that deny it."""
_FINISHES = re.compile(
    r"\b(?:finish\w*|complete\w*|done|ready)\b|(?:做|干|赶|生产|缝|烧)(?:得)?完|完工|做好|赶出来|收尾", re.I
)
_LEAVES = re.compile(
    r"\b(?:ship\w*|leave\w*|dispatch\w*|deliver\w*|send\w*|load\w*)\b|发货|出货|发走|装柜|交货|发出", re.I
)
_REST = re.compile(r"\b(?:rest|remaining|remainder|others?|balance)\b|剩|其余|其餘|余下|餘下|另外|后面的", re.I)
_VAGUE = re.compile(
    r"\b(?:more|less) than half|\bover half|\bmost of|\bmore than \d{1,3}\s?%|一半多|一大半|大半|过半|大部分|[一二三四五六七八九]成多",
    re.I,
)
_WORDS = {
    "half": "1/2",
    "两": "2",
    "一半": "1/2",
    "半数": "1/2",
    "third": "1/3",
    "two": "2/3",
    "three": "3/4",
    "quarter": "1/4",
}
_OF = re.compile(
    r"(?<![\d.,/])(?P<count>\d[\d,]*)\s?(?:pcs|pieces?|sets?|units?|pairs?|tons?|tonnes?)?\s?(?:out of|of|/)\s?(?:the |all )?(?P<whole>\d[\d,]*)(?![\d.,/%])"
    r"|(?<![\d.])(?P<all>\d[\d,]*)\s?[\u4e00-\u9fff]{0,3}(?:里面?|中|当中)?(?:已经?)?(?:做|完成|生产|组装)[好完出]?了?\s?(?P<zh>\d[\d,]*)",
    re.I,
)
"""Matches a number of goods beside the number of all of them: "300 of 500", 500个做好了300."""
_COUNT = re.compile(
    r"\b(?:done|finished|made|assembled|completed|produced|sewn|printed|glazed|fired|painted)\s(?:with\s)?(?:about |around |some |already )?(?P<after>\d[\d,]*)(?![\d.,/%]|\s?(?:days?|weeks?|hours?|times|(?:st|nd|rd|th)\b|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)))"
    r"|(?<![\d.,/])(?P<before>\d[\d,]*)\s?(?:pcs|pieces?|sets?|units?|pairs?|tons?|tonnes?)?\s(?:\w+\s){0,2}?(?:are |is |were |have been |already )*(?:done|finished|made|assembled|completed|produced|sewn|printed|glazed|fired|painted)\b"
    r"|(?:做|完成|生产|生產|组装|装配|加工|赶|烧|缝|印|织)(?:好|完|出来|出)?(?:了|到)?(?:大概|大约|差不多|约)?\s?(?P<zh>\d[\d,]*)(?!\d|[.%]|\s?(?:天|周|小时|个?月|号|点|遍|次|年|成|%))"
    r"|(?:出窑|开窑|下线|入库|下机|出炉|出来)(?:了|到)?(?:大概|大约|差不多|约)?\s?(?P<zh_out>\d[\d,]*)(?!\d|[.%]|\s?(?:天|周|小时|个?月|号|点|遍|次|年|成|%))"
    r"|(?<![\d.])(?P<zh_before>\d[\d,]*)\s?[件个只条套箱双台吨把张盏米]?(?:已经|都)?(?:(?:做|完成|生产|组装|装配|烧|缝|印|织)(?:好|完|出来)了?|出窑|下线|入库|下机|出炉)",
    re.I,
)
_STEPS = (
    r"glaz(?:ed|ing)|(?:bisque |kiln )?firing|(?:cutting|sewing|stitching|printing|painting|plating|anodi[sz]ing|polishing|weaving|knitting|dyeing|moulding|molding|welding|soldering"
    r"|assembl(?:y|ing)|embroidery|embroidering|coating|engraving|bottling|canning|filling|roasting|sterili[sz]ing|drying|curing|aging|ageing|burn-in|machining|stamping|ironing)"
)
_STEPS_ZH = (
    r"上釉|施釉|烤花|贴花|彩绘|素烧|釉烧|烧制|烧窑|入窑|进窑|出窑|开窑|拉坯|利坯|成型|注浆|修坯|印花|染色|织造|裁剪|裁片|开裁|缝制|缝纫|车缝|卷边|绣花|锁边|整烫|后整理"
    r"|组装|装配|焊接|贴片|喷漆|喷涂|喷塑|电镀|抛光|打磨|注塑|压铸|冲压|开模|老化|调试|灌装|杀菌|烘干|晾晒|去壳|脱壳|分拣|熬制"
)
_STEP = re.compile(
    rf"\b(?:(?:in|at|on|into|to|started|began|begun|finished|done with|doing|now)\s(?:the\s)?)?(?:{_STEPS})\b(?:\s(?:is |are |has |have )?(?:started|begun|begins|done|finished|under ?way|stage|now|today|line))?"
    rf"|(?:正在|正|在|开始|已经?|刚|进入|到了?)*(?:{_STEPS_ZH})(?:阶段|工序)?(?:了|完了|完|好了|好|中|结束了?|开始了?)?",
    re.I,
)
_NO_STEP = re.compile(
    r"\b(?:cost|price|fee|quality|sample|logo|colou?r|machine|line is moving)\b|[费价样色]|机器|质量"
    rf"|(?:{_STEPS_ZH})(?:炉|机|线|车间|工人|师傅|厂|窑)|\b(?:{_STEPS}) (?:machine|line|room|oven|kiln|shop|workers?|tools?)\b"
    r"|坏|故障|检修|停|缺|不够|\b(?:broke|broken|breakdown|down|repair\w*|short\w*|late)\b",
    re.I,
)
"""Matches words of clauses whose word for a step does not mean that the goods have reached it, but belongs to a
machine, a price or a breakdown."""
_LONGEST, _DENIAL = 60, 6
_MOST_PARTS = 10
"""The largest denominator of a fraction that is written in digits: 3/4."""


def find_progress(text: str) -> dict[str, Any] | None:
    """Returns how far the text says the production is: the `share` of the goods that is made, as a fraction of one, or
    the `count` of those made (with the total number, `of`, if it is named), or `vague` for a share without a number
    ("more than half"); and the `step` of the work, in the words of the text. A share of one step is no share of the
    goods, so it stays in the words of the step: 素烧完了 釉烧做了一半. `ready` says that so many can leave, and `rest` has
    the words that say when the other goods will be made: "300 of 500 done, rest finish 2 december". Returns None if the
    text says none of these."""
    found: dict[str, Any] = {}
    steps: list[tuple[int, int]] = []
    is_of_a_step = False
    for each in _CLAUSE.finditer(text):
        clause = each[0]
        if found.keys() & {"share", "count"} and _says_when_rest_is_made(clause):
            found["rest"] = clause.strip()[:_LONGEST]
            continue
        if _NOT_YET.search(clause):
            continue
        made, step = _MADE.search(clause), None if _NO_STEP.search(clause) else _STEP.search(clause)
        share = find_share(clause)
        if share and (step or (steps and not made)):
            steps.append(each.span())
            is_of_a_step = True
            continue
        if not found and not made and not step and _READY.search(clause) and _OF.search(clause):
            found |= {**_read_amount(clause), "ready": True}
        if (made or _OUT.search(clause)) and not found.keys() & {"share", "count", "vague"}:
            found |= _read_amount(clause)
        if step:
            steps.append((each.start() + step.start(), each.start() + step.end()))
    if is_of_a_step or len(steps) > 1:
        found["step"] = text[steps[0][0] : steps[-1][1]].strip()[:_LONGEST]
    elif steps:
        found["step"] = text[slice(*steps[0])].strip()[:_LONGEST]
    return found or None


def _says_when_rest_is_made(clause: str) -> bool:
    return all(words.search(clause) for words in (_REST, _FINISHES)) and _LEAVES.search(clause) is None


def _read_amount(clause: str) -> dict[str, Any]:
    if _VAGUE.search(clause):
        return {"vague": True}
    if of := _OF.search(clause):
        count, whole = _plain(of["count"] or of["zh"]), _plain(of["whole"] or of["all"])
        if 0 < int(count) < int(whole) <= _MOST_PARTS:
            return {"share": _write(Fraction(int(count), int(whole)))}
        return {"count": count, "of": whole}
    if share := find_share(clause):
        return {"share": share}
    if count := _COUNT.search(clause):
        return {"count": _plain(next(filter(None, count.groups())))}
    return {}


def find_share(words: str) -> str | None:
    """Returns the share that the words name as a decimal fraction of one, or None: 60%, 六成, "two thirds". If they
    name several, returns the last one that is not denied: 不是六成 五成."""
    named = [
        each
        for each in _SHARE.finditer(words)
        if not _DENIED.search(words, max(0, each.start() - _DENIAL), each.start())
    ]
    if not named:
        return None
    found = named[-1]
    if found["percent"]:
        share = Fraction(found["percent"]) / 100
    elif found["hundredths"]:
        share = Fraction(value_of(found["hundredths"]) or 0) / 100
    elif found["tenths"]:
        share = Fraction(value_of(found["tenths"]) or 0) / 10 + (Fraction(1, 20) if found["five"] else 0)
    elif found["of"]:
        share = Fraction(value_of(found["parts"]) or 0) / Fraction(value_of(found["of"]) or 1)
    else:
        said = found["words"].casefold()
        share = next(
            Fraction(value)
            for word, value in _WORDS.items()
            if word in said and not (word == "third" and "two" in said) and not (word == "quarter" and "three" in said)
        )
    return _write(share) if 0 < share <= 1 else None


def _write(share: Fraction) -> str:
    return f"{float(share):.6f}".rstrip("0").rstrip(".")


def _plain(number: str) -> str:
    return number.replace(",", "")


_CAN_KEEP = re.compile(
    r"\b(?:is|are|will be|looks?|works?|seems?) (?:ok|okay|possible|fine|feasible|realistic|doable|good)\b|\bworks? (?:now|again|after all)\b|\b(?:can|could) (?:make|do|manage|keep|ship)\b|\binstead\b|\bafter all\b"
    r"|可以了?(?:[，,。！!\s]|$)|能行|行了|能赶[上出]|赶得[上出]|来得及|没问题|搞定",
    re.I,
)

FINDERS: dict[str, Finder] = {
    "can_keep": lambda text: _CAN_KEEP.search(text) is not None,
    "progress": find_progress,
    "share_made": find_share,
    "finishes": lambda text: _FINISHES.search(text) is not None and _LEAVES.search(text) is None,
    "vague_share": lambda text: _VAGUE.search(text) is not None,
}
