"""Divides a message that wants several things, or that gives a value and wants something else, into parts that are
answered one after the other, as several messages would be. Imports nothing of Rasa.

A message is cut at the ends of its sentences and where a new wish may begin. A piece that asks for nothing by itself
belongs to the part before it: "The cups came broken. Forty of them. And where is my other order?" has two parts. A
question beside a condition of the search also makes two parts ("how can I pay? and only green ones").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from nlu.turn.dividing.parts import (
    ASIDES,
    begins_anew,
    gives,
    is_a_preface,
    is_question_beside_search,
    puts_question,
    stands_alone,
    supposes,
)
from nlu.turn.words.complaints.complaints import only_recounts
from nlu.turn.words.conditions.stipulating import holds_condition
from nlu.understanding.situation.situation import Situation
from nlu.understanding.text.writing import folded

MOST_PIECES = 8
MOST_PARTS = 6
_SURE = 0.6
_LIKELY_OF_AN_ITEM = 0.3
"""The least confidence in the wish of an item of an enumeration, at which the item is a part of its own."""
_VERY_SURE = 0.8
"""The least confidence in a wish whose words may as well belong to a message that somebody else is to read."""
BEGIN_TASKS = frozenset(
    (
        *("request_quote", "place_order", "negotiate_price", "accept_quote", "decline_quote", "submit_quote"),
        *("withdraw_quote", "change_request", "cancel_request", "request_sample", "contact_supplier"),
        *("change_order", "cancel_order", "report_problem", "request_refund", "report_arrival", "confirm_order"),
        *("decline_order", "report_production", "ship_order", "answer_claim", "answer_question", "change_listing"),
    )
)
"""The wishes for which the bot asks a question before it carries them out. It asks about one wish at a time."""
_TOGETHER = (
    frozenset(("report_problem", "request_refund", "answer_claim")),
    frozenset(("find_supplier", "request_quote", "negotiate_price", "place_order")),
    frozenset(("report_production", "ship_order")),
    frozenset(("accept_quote", "place_order")),
)
"""Sets of wishes that belong together, such as a complaint and the wish for money back, or goods and the request for
quotations for them."""
_OF_CLAIMS = frozenset(("report_problem", "request_refund"))
"""Wishes after which another wish that names nothing is about compensation: "I want them replaced"."""
_TO_OTHERS = frozenset(("contact_supplier", "answer_question", "human_handoff"))
"""Wishes whose words may continue in the next sentence: "ask them whether it is pure silk. And what is the width?"."""
_REPORTED = frozenset(("ship_order", "report_production"))
"""What a supplier reports of an order."""
_NUMBERS = ("order_number", "rfq_number", "claim_number", "sample_number")
_OF_GOODS = frozenset(("find_supplier", "request_quote", "ask_price", "ask_moq", "ask_lead_time", "compare_suppliers"))
"""Wishes for which other goods in the next sentence only add to the goods that are wanted."""
_CLAIM = "claim"
"""The task that collects what is wrong with goods."""
_NAMES_ONLY = re.compile(
    r"(?:(?:and|ok|okay|so|but|about|oh|hi|hey|hello|on|for|in|with|re|regarding)[\s,.:]+)*(?:the|my|our|that|this)\s[\w' -]{1,40}\b(?:order|request|rfq|quotation|quote)[\s,.:-]*"
    r"|[\w\u4e00-\u9fff]{1,10}(?:[那这][单單]|[那这]个订单|的订单|那个询价单?|那份报价)[\s,，。:：]*",
    re.I,
)
"""Matches a piece that only names the thing that the next piece is about: "the scarves order, can I still change
it"."""
_LEADS_TO = re.compile(
    r"(?:(?:and|so|ok|okay|now|well|honest|honestly)[\s,:]+)*(?:(?:for|of|between|among)\s(?!example|now|sure|me)|\d[\d,.]*\s[a-z]+\s(?:to|for|from)\s)",
    re.I,
)
"""Matches a piece without a verb that says what the question in the next piece is about: "for the two that you have,
what is the minimum?"."""
_ONLY_ASKS = re.compile(
    r"(?:and\s)?(?:which(?: one| ones| of them)?|what one|who)[\s?.!]*|(?:是|到底)?(?:哪个|哪個|哪单|哪單|哪一个|哪笔|哪筆|邊張|边个)[呢啊?？\s]*",
    re.I,
)
"""Matches a piece that only asks which of the things in the pieces before it is the one: "which one?"."""
_EXAMPLE = re.compile(
    r"(?:(?:maybe|perhaps|or|so|well)\s)*(?:like|say|about|around|maybe|perhaps|something like|let'?s say)[\s,:]+\d[\d.,]*(?:\s?[a-z]+)?(?: or so)?[\s.!?]*"
    r"|(?:比如|比方|例如|大概|大约|差不多|譬如)(?:说)?\s?\d[\d.,]*\s?[\u4e00-\u9fff]{0,3}[\s。！？]*",
    re.I,
)
"""Matches a piece that only gives an example for the piece before it: "like 100"."""
_MAY_NAME = frozenset(
    (
        *(
            "find_supplier",
            "inform",
            "supplier_details",
            "out_of_scope",
            "nlu_fallback",
            "list_orders",
            "list_requests",
        ),
        *(
            "order_status",
            "check_quotes",
            "view_leads",
            "own_products",
            "place_order",
            "request_quote",
            "report_problem",
        ),
    )
)
"""Intents that the NLU may give to words that only name goods or a company."""
_FEW_WORDS, _FEW_HAN = 7, 10
_LEAST_TOLD = 6
"""The fewest characters of words for somebody else."""
_HAN = re.compile(r"[\u4e00-\u9fff]")
_VALUES = ("quantity", "price", "date", "incoterm", "certification")
_GIVES_VALUE = ("answer", "correct")
"""Acts of a piece that gives a value to the task under way, even if the value is only a number."""
_WANTS = re.compile(r"\b(?:want|need|looking|find|only|search|buy|please|pls)\b|要|找|想|只", re.I)
"""Matches words that express a wish for goods instead of only naming them."""
_ASKS_OF_TRADES = frozenset(("when", "who", "where", "whether", "how_much", "how_many", "which"))
"""The kinds of questions that may be about trades. "How can I pay?" is a general question instead."""
WRITTEN = frozenset(("question", "message", "other", "handoff"))
"""Tasks in which the contact's own words are collected."""
FILLED = frozenset(("new_order", "listing_change"))
"""Tasks that collect values although the situation calls them "other"."""


@dataclass(frozen=True)
class Piece:
    """Holds a piece of a message: where it begins, its text, its parse in the present situation, and, if it speaks of a
    trade, the words that name this trade (`nlu.turn.dividing.trades`)."""

    start: int
    text: str
    parsed: Mapping[str, Any]
    trade: str | None = None


@dataclass
class _Part:
    wish: str | None
    """The intent of the part; None for an answer to the open question."""
    named: set[tuple[str, str]]


_JOINED = re.compile(r"\s*(?:and|also|then|plus)\b|\s*(?:另外|还有|然后|顺便|再)", re.I)
"""Matches the beginning of words that do not depend on the supposition before them."""


def divide(text: str, spans: Sequence[tuple[int, int]], starts: Iterable[int]) -> list[tuple[int, int]]:
    """Returns the spans of the text, divided further at `starts`; [] if that leaves only one piece. Without spans, the
    whole text is divided. A clause that only supposes something stays with the next one: "if I quote DAP, what is on
    us?"."""
    found = [
        span
        for start, end in spans or [(0, len(text))]
        for span in pairwise([start, *sorted({each for each in starts if start < each < end}), end])
    ]
    whole: list[tuple[int, int]] = []
    for start, end in found:
        joins = bool(whole) and supposes(text[slice(*whole[-1])]) and not _JOINED.match(text[start:end])
        whole[-1:] = [(whole[-1][0], end)] if joins else [*whole[-1:], (start, end)]
    return whole if len(whole) > 1 else []


def find_first_end(
    pieces: Iterable[Piece], situation: Situation, *, are_items: bool = False, divides_trades: bool = False
) -> int | None:
    """Returns where the first part of the message ends, or None when it has only one. With `are_items`, the pieces are
    the items of an enumeration: each probably asks for something of its own. With `divides_trades`, words about another
    trade begin another part, even if the NLU finds no wish in them."""
    first: _Part | None = None
    before: list[Piece] = []
    cut = list(pieces)
    topics = [] if situation.task in WRITTEN else [each for each, then in pairwise(cut) if _is_topic(each, then)]
    for piece in cut:
        if piece in topics:
            continue
        if not situation.is_in_task and any(is_question_beside_search(each.parsed, piece.parsed) for each in before):
            return piece.start
        if _takes_back(before, piece, situation):
            return None
        if divides_trades and _speaks_of_another(before, first, piece):
            return piece.start
        before.append(piece)
        if first is not None and _EXAMPLE.fullmatch(piece.text.strip()):
            continue  # "could I take less? like 100"
        wish = _find_wish(
            piece, situation, _LIKELY_OF_AN_ITEM if are_items or (divides_trades and piece.trade) else _SURE
        )
        is_answer = gives(piece.parsed) and situation.is_in_task
        if wish is None and not is_answer:
            continue
        if first is None:
            first = _Part(wish, _find_named(piece.parsed, wish))
        elif _goes_on(first, wish, piece):
            first.named |= _find_named(piece.parsed, wish)
        else:
            return piece.start
    return None


def _speaks_of_another(before: Sequence[Piece], first: _Part | None, piece: Piece) -> bool:
    """Returns whether the piece is about another trade than the pieces before it, and these already want or tell
    something: 被子那单20号发，法国那个不报."""
    named = {each.trade for each in before} - {None}
    return piece.trade is not None and piece.trade not in named and (bool(named) or first is not None)


def _is_topic(piece: Piece, following: Piece) -> bool:
    """Returns whether the piece only names, or points at, the thing that the next piece asks about, or is the condition
    of that question: "the monitors: which customer?", "and the third supplier, how old are they?", "if I take 200, what
    is the price"."""
    asked, then = piece.parsed.get("asked") or [], following.parsed.get("asked") or []
    is_short = len(piece.text.split()) <= _FEW_WORDS and len(_HAN.findall(piece.text)) <= _FEW_HAN
    says_more = piece.parsed["intent"]["name"] not in _MAY_NAME or any(clause["kinds"] for clause in asked)
    points = any(each["by"] in ("place", "other") for each in piece.parsed.get("pointing") or [])
    puts_question = any(clause["kinds"] for clause in following.parsed.get("asked_of_goods") or [])
    if is_short and puts_question and (_LEADS_TO.match(piece.text) or holds_condition(piece.text)):
        return True
    if is_short and points and _asks_of_goods(following) and not _asks_of_goods(piece):
        return True
    if is_short and points and not any(clause["kinds"] for clause in asked) and any(clause["kinds"] for clause in then):
        return True  # "and the other one, what was paid there"
    acts = piece.parsed.get("acts") or []
    gives_value = any(each["entity"] in _VALUES for each in piece.parsed["entities"])
    gives_value |= bool(acts) and acts[0]["act"] in _GIVES_VALUE
    asks = any(clause["things"] and _ASKS_OF_TRADES & set(clause["kinds"]) for clause in then)
    return is_short and asks and not (says_more or gives_value or _WANTS.search(piece.text))


def _asks_of_goods(piece: Piece) -> bool:
    return any(clause["things"] for clause in piece.parsed.get("asked_of_goods") or [])


def find_end_of_preface(pieces: Iterable[Piece]) -> int:
    """Returns where the first piece begins that says more than courtesies or "not yet"; 0 when there is none after such
    words."""
    return next((piece.start for piece in pieces if not is_a_preface(piece.parsed)), 0)


def begins_task(parsed: Mapping[str, Any]) -> bool:
    """Returns whether the bot asks a question before it carries out the wish."""
    return parsed["intent"]["name"] in BEGIN_TASKS


def tells_when_it_leaves(parsed: Mapping[str, Any]) -> bool:
    """Returns whether the words tell the other side on which day goods leave: "and tell them it goes out on the 20th"."""
    told, asked = parsed.get("dictation") or {}, parsed.get("asked") or []
    leaves = any("ship" in clause["things"] for clause in asked)
    return bool(told.get("is_to_them")) and leaves and any(each["entity"] == "date" for each in parsed["entities"])


def introduces_items(parsed: Mapping[str, Any]) -> bool:
    """Returns whether the words before an enumeration can be skipped, because they have nothing that its items need: no
    number of an order, and no goods in the last sentence."""
    last = max(str(parsed.get("text") or "").rfind(sign) for sign in ".!?。！？")
    return not any(
        each["entity"] in _NUMBERS or (each["entity"] in ("product", "company") and each.get("start", 0) > last)
        for each in parsed["entities"]
    )


def _find_wish(piece: Piece, situation: Situation, least: float) -> str | None:
    """Returns the intent of a piece that asks for something itself, if the NLU's confidence in it is at least `least`,
    or if the words surely ask something amid a task."""
    name, confidence = piece.parsed["intent"]["name"], piece.parsed["intent"]["confidence"]
    if not situation.is_in_task and _passes_on(piece.parsed):
        return "contact_supplier"
    if name == "change_language" and not situation.is_in_task:
        return str(name) if confidence >= _VERY_SURE else None
    if _ONLY_ASKS.fullmatch(piece.text.strip()):
        return None  # "a payment is late, which one?"
    is_sure = confidence >= least or (situation.is_in_task and puts_question(piece.parsed))
    if name in ASIDES or not is_sure or _NAMES_ONLY.fullmatch(piece.text.strip()):
        return None
    if not situation.is_in_task:
        return None if confidence < _VERY_SURE and _only_tells(piece.parsed) else str(name)
    anew = begins_anew(piece.text)
    if name.startswith("faq_") and not anew and _tells_without_asking(piece.parsed):
        return None  # "won't charge" in a claim is about a battery, not about fees
    if name in _REPORTED and not anew and not (piece.parsed["entities"] or piece.parsed.get("reports")):
        return None  # "freight went up again" reports no shipment
    if situation.task == _CLAIM and only_recounts(folded(piece.text)):
        return None  # "30. wait i recounted, 27"
    if situation.task in WRITTEN and not anew and (situation.asked != "yesno" or confidence < _VERY_SURE):
        return None
    return str(name) if stands_alone(piece.parsed, situation.task, begins_anew=anew) else None


def _passes_on(parsed: Mapping[str, Any]) -> bool:
    """Returns whether the words are a message to the other side, and say so: "let nordmarkt know that …"."""
    told = parsed.get("dictation") or {}
    names_them = bool(told.get("whom")) and len(str(told.get("told") or "")) >= _LEAST_TOLD
    return names_them or told.get("reminds") is True


def _takes_back(before: Sequence[Piece], piece: Piece, situation: Situation) -> bool:
    """Returns whether the piece takes back or corrects the answer that the pieces before it give to a question of yes
    or no: 行了 就当我没说过. Alone, the first piece would be a yes and would carry something out."""
    if situation.asked != "yesno" or not before:
        return False
    first = before[0].parsed.get("acts") or []
    acts = piece.parsed.get("acts") or []
    says_yes = bool(first) and first[0]["kind"] == "yes"
    return says_yes and bool(acts) and acts[0]["kind"] in ("no", "give_up", "correct")


def _only_tells(parsed: Mapping[str, Any]) -> bool:
    """Returns whether the words, read in their situation, only tell or correct something: "our warehouse is closed"."""
    acts = parsed.get("acts") or []
    return bool(acts) and acts[0]["kind"] in ("value", "correct") and acts[0]["confidence"] >= _SURE


def _tells_without_asking(parsed: Mapping[str, Any]) -> bool:
    """Returns whether the words, read in their situation, give something to the task under way, and ask nothing."""
    cues, asked = parsed.get("cues") or {}, parsed.get("asked") or []
    return gives(parsed) and not cues.get("is_question") and not any(clause["kinds"] for clause in asked)


def _find_named(parsed: Mapping[str, Any], wish: str | None) -> set[tuple[str, str]]:
    """Returns the names and numbers in the wish by which it can be told from another wish with the same intent."""
    kinds = _NUMBERS if wish in _OF_GOODS else (*_NUMBERS, "product", "company")
    return {(each["entity"], str(each["value"]).casefold()) for each in parsed["entities"] if each["entity"] in kinds}


def _goes_on(part: _Part, wish: str | None, piece: Piece) -> bool:
    """Returns whether the piece belongs to the part before it."""
    named = _find_named(piece.parsed, wish)
    if wish is None or part.wish is None:
        return wish is part.wish
    is_unled = not named and not begins_anew(piece.text)
    if is_unled and (part.wish in _TO_OTHERS or (part.wish in _OF_CLAIMS and wish in BEGIN_TASKS)):
        return True
    is_same = wish == part.wish or any({wish, part.wish} <= together for together in _TOGETHER)
    return is_same and (not part.named or named <= part.named)
