"""Finds what a complaint about delivered goods says: how many pieces are affected, even if the number is a sum or
was corrected, which words describe the problem, what is wrong, and what is wished for. Imports nothing of Rasa."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from nlu.turn.words.complaints.faults import find_faults
from nlu.turn.words.cues.asking import is_question
from nlu.understanding.cues.cues import find_choices, find_end_of_salutation
from nlu.understanding.grammar.numerals import BEFORE, NUMBER
from nlu.understanding.text.clauses import find_clauses

_CLAUSE = re.compile(
    r"(?:[^,，;；。!！?？\n.\s]|(?<![\u4e00-\u9fff])[^\S\n]|[^\S\n](?![\u4e00-\u9fff])|(?<=\d)[.,](?=\d)|\.(?=[a-z]))+[!！?？.。]*"
)
"""Matches a clause, which for Chinese may also end at a space."""
_COUNTS = frozenset(("bare", "count", "named", "part"))
"""The kinds of figures that may be a number of pieces."""
_RECOUNTS = re.compile(
    r"\b(?:wait|sorry|actually|hang on|hold on|hmm+|rather|make (?:it|that)|i mean|i meant|correction|in fact|exactly|to be exact"
    r"|let me (?:re)?(?:count|check|see|look)|(?:re)?count(?:ed|ing)?(?: again)?|checked)\b|\bno(?:pe)?\s?(?:[,.!…]|(?=(?:it|that|its|they|let|make|\d)\b))"
    r"|[数點点]一?[数點点下]|[数點点]了|不对|不對|不是|哦不|等等|等下|等我|应该是|應該是|其实|其實|准确|準確|确切|我看看|重新|刚好|正好|一共"
)
"""Matches words between two numbers that put the second one in the place of the first: "about 60, no let me count. 64",
十来个 我数数 12个."""
_PLUS = re.compile(r"\s*(?:个|件|只|套|条|pcs|pieces)?\s*(?:\+|plus|and|加上?|跟|和)\s*")
_BETWEEN = re.compile(r"\bbetween\s*$|介于\s*$")
_OF_DAY = re.compile(r"\s?(?:号|號|日(?!元)|点|點|月|年)")
_OF_THEM_AFTER = re.compile(r"\s?(?:pcs|pieces|units)?\s?of (?:them|those|these|which)\b")
_OF_THEM_BEFORE = re.compile(r"(?:其中|里面|里头|当中)(?:还?有|的)?\s?$")
_IN_ALL_AFTER = re.compile(
    r"\s?(?:pcs|pieces|units|sets)?\s?(?:altogether|in total|in all|total|all in all|all told)\b"
)
_IN_ALL_BEFORE = re.compile(
    r"(?:\b(?:total|altogether|in total|in all)(?: is| are| of|:)?|总共|總共|一共|合计|合計|共计)(?:是|有)?\s?$"
)
"""Match words that call a number the sum of the others: "8 altogether", 一共8个."""
_MORE_AFTER = re.compile(
    r"\s?(?:pcs|pieces|units|sets|of them)?\s?(?:more|others?|extra|further|on top|in addition)\b(?!\s(?:than|days?|weeks?|months?))"
)
_MORE_BEFORE = re.compile(
    r"\b(?:another|an additional|extra|plus|and also|on top)\s$|(?:再加上?|再算上?|另外还?有?|还有|還有|又有|又多了?|又坏了?|又碎了?|又裂了?|又(?:发现|發現|找到|看到|数出|点出)了?|多出|外加)\s?$"
)
_ONE_MORE = re.compile(
    r"\b(?:another one|one more|one other)\b|(?:又|再|还|還)(?:有|多|坏|碎|裂|加|发现|發現|找到|看到|出来)了?一[个個件只套条]"
)
"""Match words that add pieces to those that were counted before: "15 more", "another 3", 再加3个."""
_OVERLAPS = re.compile(
    r"\b(?:of (?:them|those|these|which|the)|out of|among|also|too|both|ordered|got|received|(?:came|arrived)(?! (?:with|in|without|broken|damaged|cracked|dented|bent|wrong))|delivered|sent|paid|instead|shows?|says?|list)\b"
    r"|其中|里面|当中|當中|同时|同時|也|订了|訂了|收到|发了|發了|来了|到了|只有"
)
"""Matches words by which several numbers may count the same pieces: "20 of them are silent, 3 also cracked"."""
_NUMBER = re.compile(rf"{BEFORE}{NUMBER}(?:\s?(?:pcs|pieces|[个個件只套条]))?")
_MORE_THAN_FILLER = re.compile(r"[^\W\d_]{4,}|[\u4e00-\u9fff]{3,}")
"""Matches words that are longer than fillers such as "so" and "it is"."""
_JOINS_PART = re.compile(r"[\s,，;；.。、]*(?:\b(?:and|plus|also|but)\b|另外|还有|還有|和|跟)?[\s,，、]*$")
"""Matches the end of the words for one part of the pieces, before those for the next."""
_MOST_COUNTS, _LONGEST = 4, 240
_LONG, _LONG_HAN = 160, 60
"""The number of characters above which a complaint is a story, and the same for a text with Chinese characters."""
_TOO_LATE = re.compile(
    r"(?:\b(?:i |we )?(?:hope|think|guess|know|fear|afraid)[^,.;!?]{0,16})?\b(?:(?:is|are|am|was|were|be|isn't|aren't|not|it's|i'm|we're|it|i|we|that|this|hopefully|will|would|a bit|already|much)\s)*too late\b(?:\s(?:now|for that|to (?:claim|complain|report|tell|say|send)[^,.;!?]*))?"
    r"|(?:(?:会不会|是不是|应该|希望|还|現在|现在)*(?:不|没|沒)?(?:算|会|會)?(?:太|过|過)(?:晚|迟|遲)(?:了|吧|吗|呢)*|(?:不|没|沒)(?:算|会|會)?(?:晚|迟|遲)[了吧吗呢]+|(?:还|還)?来得及[吧吗嘛]?|来不及[了吧吗]*)"
)
"""Matches words about the time of the complaint or of its remedy, which name no fault of the goods."""
_ARRIVED = re.compile(
    r"\b(?:came|come|arriv\w+|deliver\w+|got here|reach\w+|shipped|sent)\b[^,.;!?]{0,24}$|(?:到|来|送|发|货)得?$"
)
"""Matches words before "too late" by which it is the goods that came too late."""
_NO_USE = re.compile(
    r"\b(?:too late|too slow|too long|no use|no good|not needed|not help|no point|takes? (?:ages|weeks|months)|(?:won'?t|doesn'?t|don'?t) (?:help|work)|not in time|useless|pointless)\b"
    r"|来不及|太慢|太晚|太久|没用|没意义|不需要|没必要|不顶用|等不[及了起]"
)
"""Matches words by which a clause says that the remedy in it would not help."""
_NAMES_EVIDENCE = r"(?:\b(?:photo|foto|picture|pic|image|video|vid)s?\b|照片|图片|相片|圖片|视频|視頻|拍照)"
_EVIDENCE = re.compile(rf"{_NAMES_EVIDENCE}|拍了|有相|影[咗相低]")
_HAS_EVIDENCE = re.compile(
    rf"^\W*(?:(?:and|ok|okay|so|also|but|by the way|yes|well)\s)*(?:(?:i|we)(?:'ve| have| has)?\s)?(?:also\s|already\s|got\s|have\s|took\s|made\s|shot\s|filmed\s|with\s|there are\s){{1,3}}"
    rf"(?!no\b|not\b|to\b|any\b|you\b)[^?]{{0,24}}{_NAMES_EVIDENCE}(?![^?]*\?)"
    rf"|^(?!.*(?:没有?|不|要|想|会|再|等|先|能|可以|明天|晚点|怎么)[^，,。]{{0,6}}{_NAMES_EVIDENCE})[^，,。?？]{{0,6}}(?:有|拍了|拍好了|录了|錄了|留了|附)[^，,。?？]{{0,10}}{_NAMES_EVIDENCE}(?![^，,。]*[吗嗎么?？])"
)
"""Matches a clause that says that there are photos or a video: "have 6 pics and a video", 拍了6张照片."""
_PREFERS = re.compile(
    r"\b(?:better|rather|prefer\w*|instead|more than|than|(?:i|we|you) (?:want|need|expect|ask|request|demand|would like|'d like)|(?:want|need|please|pls) (?:send|give)?)\b"
    r"|宁可|宁愿|还是|更想|更愿意|不如|比起|改成|改为|要|想|希望"
)
"""Matches words by which a clause says what shall be done, and not what is wrong."""
_ON_TERMS = re.compile(
    r"\bby (?:air|sea|rail|express|courier|post|dhl|fedex|ups|tnt|ems)\b|\b(?:they|you|supplier|factory|seller)s? (?:must |should |shall |will |have to |has to |to )?(?:pays?|covers?|bears?)\b"
    r"|\bat (?:their|your|the supplier'?s?|no) (?:cost|expense)|\b(?:free of charge|freight free|no charge|for free)\b"
    r"|(?:运费|快递费|邮费|费用)[^，,。]{0,6}(?:你|他|对方|厂|供应商|卖家|谁)|(?:你们?|他们?|对方|厂家|供应商|卖家)(?:来)?(?:出|付|承担|负担)|(?:走|发|用)(?:空运|快递|顺丰|DHL|EMS|专线)",
    re.I,
)
"""Matches the terms of a remedy: by which way it is to come, and who pays for it."""
_SENDS = re.compile(
    r"^\W*(?:(?:and|so|then|ok|okay|now|please|pls|just|go ahead and|you can|can you|can we)\s)*(?:send|submit|file|put|log|enter|open|register|lodge|raise)\s(?:it|this|that|them|the claim|one)\b[^,.;]{0,16}$"
    r"|^(?:那|就|先|请|麻烦|帮我|直接|你)*(?:提交|发送?|报|登记|交)(?:上去|了|啦|喇|吧|一?下)*\W*$"
)
_ONLY_WISHES = re.compile(
    r"(?:我哋?|我们)?(?:就|都|咁|即系)?(?:想|要|希望|麻烦|请|叫|等)?(?:你们?|你哋|佢哋?|他们|厂家?|供应商|对方)?(?:再|帮我|给我|同我|畀我)*(?:补|换|退|赔|重)(?:返|货|发|寄|新|钱|款|回来)+(?:咗|了|吧|啦|算了|算数|就得|就好|就行|货|钱|呢批|畀我|给我)*"
)
"""Matches a clause that only says what is wished for: 想佢哋补返."""
_NICKED = re.compile(r"缺(?:了)?一?[个小]*(?:口|角|边|釉)|(?:口|角|边|沿)(?:上|都|有)*缺(?:了|损)?")
"""Matches 缺口 and 杯口缺了, which mean damage, although 缺 alone says that something is missing."""
_COUNTING = re.compile(r"\b(?:re)?count(?:s|ed|ing)?\b|[数數點点]一?[数數點点下]")
_COUNTED_AGAIN = re.compile(
    r"\b(?:re-?counted|counted (?:them |it )?again|count again)\b|重新[数點点]|又[数點点]了一?遍|再[数點点]了?一?[遍下次]"
)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_OF_WRONG_GOODS = "wrong"
_BOXES = frozenset(("carton", "pallet", "bag"))
"""Units of what the goods are packed in."""
_OF_ORDER = re.compile(r"\s?(?:那|这|呢)?(?:[单單]|号单|个订单|批货?)(?![个只])")
"""Matches words behind the end of the number of an order: 666那单."""
_PACKED = r"(?:boxes|box|cartons?|packages|crates|pallets|bags|箱子?|纸箱|盒子?|包装)"
_PACKING_BEFORE, _PACKING_AFTER = re.compile(rf"{_PACKED}\s?:?\s?$"), re.compile(rf"\s?(?:个|只)?\s?{_PACKED}")
_AND_NOT = re.compile(
    r"\s?[,，]?\s?(?=(?:不要|不用|不想要?|别|唔要|唔使)(?:给我|再)?(?:补发|补寄|补货|重发|换货|换新|换|退款|退钱|退货|折扣|折价))"
)
"""Matches the place before words that refuse another wish than the one before them: 退钱 不要补发."""
_DECIDED = (
    (re.compile(r"(?:退钱|退款|退货款|退了|退)(?:算了|吧|好了|就行|就好|得了|就可以)"), "refund"),
    (re.compile(r"(?:补发|重发|换新|换货|补货|换)(?:算了|吧|好了|就行|就好|得了|就可以)"), "replacement"),
)
"""Patterns of words that decide for one wish, whatever is said of others, each with that wish: 退钱算了
补发运费都不止."""


def find_complaint(
    plain: str, text: str, entities: Sequence[Mapping[str, Any]], figures: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """Returns what the raw text, whose folded form is `plain`, says as a complaint. `counts` are the numbers of
    affected pieces, which are to be added up, each as a text, `unit` is their unit, `adds` says that they are added to
    those counted before, and `recounts` that they replace or sum up other numbers of the text. `account` is the text
    without the clauses that tell the supplier nothing about the problem, such as greetings and wishes. Values that are
    empty are left out. `names_fault` says that the words beside the only number say what is wrong ("38 broken"), and
    `parts` tells each of several numbers, with what is wrong with these pieces and the words for it. `evidence` are the
    words that say that there are photos, and `terms` those on which terms the writer wants a remedy."""
    counted = _find_counts(plain, entities, figures) if len(plain) <= _LONGEST else {}
    account = _find_account(text, plain, entities)
    if len(counted.get("counts") or ()) > 1:
        counted["parts"] = _find_parts(text, plain, counted["counts"], figures)
    is_on_terms = "claim_wish" in find_choices(plain) and _ON_TERMS.search(plain)
    terms = text.strip() if is_on_terms and len(plain) <= _LONGEST and not account else ""
    found = {**counted, "account": account, "evidence": _find_evidence(text, plain), "terms": terms}
    return {name: value for name, value in found.items() if value}


def _find_evidence(text: str, plain: str) -> str:
    """Returns the clause in which the writer says that there are photos or a video; "" if there is none."""
    spans = find_clauses(plain, _CLAUSE)
    return next((text[slice(*span)].strip(" .。") for span in spans if _HAS_EVIDENCE.search(plain[slice(*span)])), "")


def _find_parts(
    text: str, plain: str, counts: Sequence[str], figures: Sequence[Mapping[str, Any]]
) -> list[tuple[str, str, str]]:
    """Returns each number of pieces with what is wrong with them ("" if that has no name) and the words for it, which
    begin at the number; [] if the words stand before the numbers."""
    own = [each for each in figures if each["value"] in counts and _may_count(each)]
    if [each["value"] for each in own] != list(counts):
        return []
    ends = [each["start"] for each in own[1:]] + [len(plain)]
    parts = []
    for each, end in zip(own, ends, strict=True):
        words = _JOINS_PART.sub("", plain[each["start"] : end])
        kind = find_choices(_NICKED.sub("破损", words)).get("claim_kind") or ""
        parts.append((each["value"], kind, text[each["start"] :][: len(words)]))
    return parts if all(find_faults(words.casefold(), []) or kind for _, kind, words in parts) else []


def _find_counts(
    plain: str, entities: Sequence[Mapping[str, Any]], figures: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    no_counts = (_OF_DAY, _OF_ORDER)
    found = [
        each
        for each in figures
        if _may_count(each) and not any(pattern.match(plain, each["end"]) for pattern in no_counts)
    ]
    wholes = [each for each in found if not _is_some_of_them(plain, each)] or found
    has_parts, found = len(wholes) < len(found), wholes
    found = [each for each in found if not _counts_packing(plain, each)] or found
    found = [each for each in found if each["kind"] == "count" or plain[each["start"]] != "一"]  # 一起 holds no number
    if not found:
        return {"counts": ["1"], "adds": True} if _ONE_MORE.search(plain) else {}
    units = {each.get("unit") for each in found} - {None, *_BOXES} or {each.get("unit") for each in found} - {None}
    units = set() if len(found) > 1 and units <= _BOXES else units
    if len(units) > 1 or len(found) > 2 * _MOST_COUNTS:
        return {}
    unit = next(iter(units), None)
    is_chosen = has_parts or any(each.get("stance") == "out" for each in figures)
    last = max((at + 1 for at, (one, then) in enumerate(pairwise(found)) if _recounts(plain, one, then)), default=0)
    rest = found[last:]
    if len(rest) > 1 and _COUNTED_AGAIN.search(plain, 0, rest[0]["start"]):
        more = [each for each in rest[1:] if _MORE_AFTER.match(plain, each["end"]) or _adds_before(plain, each)]
        rest = [rest[0]] if len(more) == len(rest) - 1 else rest  # "recounted, 46, eight more in the last carton"
    if in_all := [each for each in rest if _is_in_all(plain, each)]:
        return {"counts": [in_all[-1]["value"]], "unit": unit, "recounts": True}
    if summands := _find_summands(plain, rest):
        return {"counts": summands, "unit": unit, "recounts": True}
    if len(rest) > 1 and _tells_of_each(plain, entities, rest):
        return {"counts": [each["value"] for each in rest], "unit": unit, "recounts": last > 0}
    if len(rest) != 1:
        return {}
    only = rest[0]
    adds = _MORE_AFTER.match(plain, only["end"]) or _adds_before(plain, only)
    again = _COUNTED_AGAIN.search(plain, 0, only["start"])
    return {
        "counts": [only["value"]],
        "unit": unit,
        "adds": bool(adds),
        "recounts": last > 0 or is_chosen or bool(again),
        "names_fault": len(figures) == 1 and _stands_beside_fault(plain, only, entities),
    }


def _adds_before(plain: str, figure: Mapping[str, Any]) -> bool:
    return _MORE_BEFORE.search(plain, 0, figure["start"]) is not None


def _stands_beside_fault(plain: str, figure: Mapping[str, Any], entities: Sequence[Mapping[str, Any]]) -> bool:
    """Returns whether the clause of the figure says what is wrong with so many pieces: "38 broken", 碎了38个."""
    spans = find_clauses(plain, _CLAUSE)
    span = next(((start, end) for start, end in spans if start <= figure["start"] < end), None)
    if span is None or _OVERLAPS.search(plain, *span):
        return False
    return "claim_kind" in find_choices(plain[slice(*span)])


def _may_count(figure: Mapping[str, Any]) -> bool:
    is_whole = Decimal(str(figure["value"])) % 1 == 0 and Decimal(str(figure["value"])) > 0
    return is_whole and figure["kind"] in _COUNTS and figure.get("stance", "said") == "said" and not figure.get("label")


def _recounts(plain: str, one: Mapping[str, Any], then: Mapping[str, Any]) -> bool:
    return _RECOUNTS.search(plain, one["end"], then["start"]) is not None


def _is_some_of_them(plain: str, figure: Mapping[str, Any]) -> bool:
    """Returns whether the figure counts some of the pieces already counted: "20 are silent, 3 of them scratched"."""
    before = _OF_THEM_BEFORE.search(plain, 0, figure["start"])
    return bool(before or _OF_THEM_AFTER.match(plain, figure["end"]))


def _counts_packing(plain: str, figure: Mapping[str, Any]) -> bool:
    """Returns whether the figure counts what the goods are packed in: "11 are dead, boxes 5". Boxes with wrong goods
    in them count: "and 3 boxes wrong color"."""
    if _PACKING_BEFORE.search(plain, 0, figure["start"]):
        return True
    packed = _PACKING_AFTER.match(plain, figure["end"])
    if packed is None and figure.get("unit") not in _BOXES:
        return False
    after = plain[packed.end() if packed else figure["end"] :]
    clause = next(find_clauses(after, _CLAUSE), (0, 0))
    return find_choices(after[slice(*clause)]).get("claim_kind") != _OF_WRONG_GOODS


def _is_in_all(plain: str, figure: Mapping[str, Any]) -> bool:
    before = _IN_ALL_BEFORE.search(plain, 0, figure["start"])
    return bool(before or _IN_ALL_AFTER.match(plain, figure["end"]))


def _find_summands(plain: str, found: Sequence[Mapping[str, Any]]) -> list[str]:
    """Returns the numbers of the last sum in the text, such as "10 + 2"."""
    at = len(found) - 1
    while at > 0 and _PLUS.fullmatch(plain, found[at - 1]["end"], found[at]["start"]):
        at -= 1
    if at == len(found) - 1 or _BETWEEN.search(plain, 0, found[at]["start"]):
        return []
    return [each["value"] for each in found[at:]]


def _tells_of_each(plain: str, entities: Sequence[Mapping[str, Any]], found: Sequence[Mapping[str, Any]]) -> bool:
    """Returns whether each of these numbers counts different pieces, and the text says what is wrong with them: "9 dont
    charge and 2 have a cracked case", 裂了6个，缺口3个."""
    if len(found) > _MOST_COUNTS or _OVERLAPS.search(plain, found[0]["start"]):
        return False
    ends = [each["start"] for each in found[1:]] + [len(plain)]
    behind = all(_says_fault(plain, each["end"], end, entities) for each, end in zip(found, ends, strict=True))
    starts = [0, *(each["end"] for each in found[:-1])]
    before = all(_says_fault(plain, start, each["start"], entities) for each, start in zip(found, starts, strict=True))
    return behind or before


def _says_fault(plain: str, start: int, end: int, entities: Sequence[Mapping[str, Any]]) -> bool:
    here = [
        {**each, "start": each["start"] - start, "end": each["end"] - start}
        for each in entities
        if "start" in each and each["end"] > start and each["start"] < end
    ]
    words = plain[start:end]
    return bool(find_faults(words, here)) or "claim_kind" in find_choices(words)


def _find_account(text: str, plain: str, entities: Sequence[Mapping[str, Any]]) -> str:
    """Returns the clauses of the text that tell the problem, each with the punctuation after it. Of a story, whose
    clauses belong together, leaves out only those that are said to the bot."""
    spans = list(find_clauses(plain, _CLAUSE))
    kept = [span for span in spans if _tells(plain, *span, entities)]
    if kept and len(plain) > (_LONG_HAN if _HAN.search(plain) else _LONG):
        kept = [span for span in spans if span in kept or not _is_for_bot(plain[slice(*span)])]
    pieces: list[str] = []
    for at, span in enumerate(spans):
        if span not in kept:
            continue
        start = span[0] + find_end_of_salutation(plain[slice(*span)])
        is_followed = at + 1 < len(spans) and spans[at + 1] in kept
        pieces.append(text[start : spans[at + 1][0] if is_followed else span[1]])
        if not is_followed:
            ends = pieces[-1].rstrip().endswith(tuple(".!。！"))
            pieces.append(" " if ends else "，" if _HAN.search(text) else ", ")
    return "".join(pieces).strip(" ,，;；\n")


def _is_for_bot(clause: str) -> bool:
    bare = clause.strip(" ?？!！.。")
    return bool(_SENDS.search(bare)) or clause.rstrip().endswith(("?", "？"))


def _tells(plain: str, start: int, end: int, entities: Sequence[Mapping[str, Any]]) -> bool:
    words = _TOO_LATE.sub(" ", plain[start:end]) if not _came_too_late(plain[start:end]) else plain[start:end]
    bare = words.strip(" ?？!！.。")
    if _EVIDENCE.search(words) or _SENDS.search(bare) or _ONLY_WISHES.fullmatch(bare):
        return False
    is_wrong = "claim_kind" in find_choices(words)
    if _COUNTING.search(words) and not is_wrong:
        return False  # "my boy was only counting now" tells nothing of the problem
    if is_question(bare if not words.rstrip().endswith(("?", "？")) else f"{bare}?") and not is_wrong:
        return False
    if "claim_wish" in find_choices(words) and not is_wrong and _PREFERS.search(words):
        return False  # "better a replacement than money" says what is wanted
    names = any(
        each.get("entity") in ("product", "company", "order_number") and start <= each.get("start", -1) < end
        for each in entities
    )
    return is_wrong or names or _says_fault(words, 0, len(words), [])


def _came_too_late(clause: str) -> bool:
    """Returns whether the clause says that goods came too late."""
    found = _TOO_LATE.search(clause)
    return found is not None and _ARRIVED.search(clause, 0, found.start()) is not None


def only_recounts(plain: str) -> bool:
    """Returns whether the folded text only says another number than the one that was said before: "wait I recounted,
    27", 等我点点 28个."""
    numbers = list(_NUMBER.finditer(plain))
    rest = _RECOUNTS.sub(" ", _NUMBER.sub(" ", plain))
    return len(numbers) == 1 and bool(_RECOUNTS.search(plain)) and not _MORE_THAN_FILLER.search(rest)


def find_kind_and_wish(plain: str, choices: Mapping[str, str]) -> dict[str, str | None]:
    """Returns what is wrong (`claim_kind`) and what is wished for (`claim_wish`), where single clauses of the folded
    text show it better than the whole text, from which `choices` were read. "Too late" is a fault only if goods came
    too late, and a clause that says that something is of no use does not wish for it."""
    found: dict[str, str | None] = {}
    if choices.get("claim_kind") == "missing" and _NICKED.search(plain):
        found["claim_kind"] = find_choices(_NICKED.sub("破损", plain)).get("claim_kind")
    if choices.get("claim_kind") == "late" and _TOO_LATE.search(plain):
        clauses = [plain[start:end] for start, end in find_clauses(plain, _CLAUSE)]
        rest = " , ".join(each if _came_too_late(each) else _TOO_LATE.sub(" ", each) for each in clauses)
        found["claim_kind"] = find_choices(rest).get("claim_kind")
    if decided := next((wish for words, wish in _DECIDED if words.search(plain)), None):
        return found | {"claim_wish": decided}
    if len(clauses := _AND_NOT.split(plain)) > 1:
        wanted = [find_choices(each).get("claim_wish") for each in clauses]
        return found | {"claim_wish": next((each for each in wanted if each), None)}
    if "claim_wish" in choices and _NO_USE.search(plain):
        clauses = [plain[start:end] for start, end in find_clauses(plain, _CLAUSE)]
        wanted = [find_choices(each).get("claim_wish") for each in clauses if not _NO_USE.search(each)]
        found["claim_wish"] = next((each for each in wanted if each), None)
    return found
