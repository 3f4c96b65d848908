"""Finds a yes or a no at the beginning of a message ("yes, send it. And where is my other order?"), and tells from the
parse of a part of a message what the part does: it answers the open question, expresses its own wish, changes the
search, or only introduces a wish ("thanks. also straws"). Imports nothing of Rasa."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nlu.turn.words.conditions.stipulating import holds_condition
from nlu.turn.words.cues.asking import is_question
from nlu.turn.words.cues.assenting import is_assent

_CUT = re.compile(
    r"[.!?;。！？；\n]+\s*|[,，、]\s*|\s+(?=(?:and|then|btw|by the way|also|plus)\b)|(?<=[\u4e00-\u9fff])\s+", re.I
)
_CLAUSE_ENDS = re.compile(
    r"[,，;；。.]\s*(?=\S)(?!(?<=\d[,.])\d)|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff]|[A-Z]{3}[\u4e00-\u9fff])"
)
_PLACED = re.compile(
    r"(?:送|发|發|运|運|寄)(?:到|去|往)?[一-鿿]{2,8}$|到[一-鿿]{2,8}港?$|(?:deliver(?:ed)? |ship |send )?to [a-z][a-z ]{2,30}$",
    re.I,
)
"""Matches words that say where goods go."""
_LONGEST = 40
"""The most characters of an answer to the open question that is looked for before other words."""
_MOST_CUTS = 4
_MOST_WORDS, _MOST_HAN = 6, 8
_OPENING = re.compile(
    r"(?:(?:wait|ok(?:ay|ey|ie)?|k|fine|al+ ?right|good|great|grand|lovely|brilliant|cheers|nice|cool|perfect|right|well|so|thanks|thx|hm+|ah?|oh)(?: (?:ok(?:ay)?|then|so|thanks?|thx))?"
    r"|等等|[好行哦噢嗯唔喔]+[的吧啦滴嘞]?(?:那|谢谢|多谢|知道了)?|noted|understood|i see|got it|明白|收到|[了瞭]解|知道了|那)[\s,，.。!！;；~]*",
    re.I,
)
"""Matches words such as "ok" with which people begin a message. If other words follow, they agree to nothing."""
_WAITS = re.compile(
    r"(?:oh |no |ok )?(?:hold on|hang on|wait(?: a (?:sec|second|minute|moment))?|one (?:sec|second|moment)|just a (?:sec|moment))|等[等下]|等一[等下]|先等[等下]|慢着|慢點|慢点",
    re.I,
)
_BEGINS_WITH_NO = re.compile(r"(?:not|no|nope|don'?t|do not)\b|先?[别別不未]", re.I)
_LEADING = re.compile(
    r"^(?:(?:and|first)\b\s*|先(?=告诉|告訴|说|說|讲|講|问|問|看))?(?P<anew>(?:then|next|btw|by the way|also|plus|oh|one more thing|another thing)\b"
    r"|(?:对了|對了|哦|噢|诶)?[\s,，]*(?:顺便|順便|另外|还有|還有|然后|然後|接着|再就是|对了|對了))?[\s,:，：]*",
    re.I,
)
_ENDS = re.compile(r"[.!;。！；\n]")
_TAKES_BACK = re.compile(
    r"\s*(?:and\s+)?(?:but|wait|first\b|no\b|not\b|only|except|actually|or\b|with|make|但|不过|不過|可是|等|先|别|別|不|改|换|換)",
    re.I,
)
_ADDS = re.compile(
    r"(?:(?:and|oh|also|plus|then|please|pls)[\s,]+)*(?:make|add|include|put|change|with|without|but|only|instead)\b"
    r"|(?:还要|還要|还得|还想|还需|并且|而且|同时|再|要|改|换|換|加|不过|不過|但)",
    re.I,
)
"""Matches the beginning of words that add to the thing that was agreed to, and ask for nothing else."""
_OWN_DEED = re.compile(
    r"(?:我|我们|我哋|咱)(?:得|要|再|先|去|还要){0,3}(?:问|問|查|看|确认|核|商量|想|跟|和|等)|(?:let me|i(?:'ll| will| have to| must| need to| want to)?|we(?:'ll| will| have to| must| need to)?)\s(?:first\s)?(?:ask|check|talk|speak|see|think|call|discuss)\b"
)
"""Matches the beginning of words about something that the writer does first."""
_WORDS_SAID = frozenset(("contact_supplier", "answer_question"))
"""Intents that questions of any kind have while words for somebody else are written."""
_REMEMBERS = re.compile(
    r"(?:oh|ah|哦|噢|啊|哎|诶|欸)[\s,，]*(?:right|yes|yeah|wait|对|對|是)?(?:了|哦)?|嗯?[对對]了|right", re.I
)
"""Matches words of people who remember something ("oh right"). They sound like a yes."""
_NOTICES = re.compile(r"才(?:看|发现|發現|注意|想)|\b(?:just|only) (?:now )?(?:saw|noticed|reali[sz]ed)\b", re.I)
"""Matches words that introduce something that the writer has noticed only now: 登记完才看见 is no yes."""
_AMENDS = re.compile(r"(?:等[等下]?|唔|不)?[\s,，]*(?:改|换|換|更正)[一下个個]")
"""Matches words that introduce a change, which the yes-like 改下 does."""
_NUMBERED = ("order_number", "rfq_number", "claim_number", "sample_number", "question_number", "quotation")
_SURE = 0.6
_GIVES = 0.5
_NARROWS = 0.4
_ASKS_SURELY = 0.8
_YES_OR_NO = ("yes", "no")
_VALUES = ("value", "correct", "condition")
_NO_WISHES = frozenset(["inform", "affirm", "deny", "cancel", "nlu_fallback", "out_of_scope"])
_OF_TASK: dict[str, frozenset[str]] = {
    "search": frozenset(["find_supplier"]),
    "request": frozenset(["find_supplier", "request_quote", "place_order", "change_request", "negotiate_price"]),
    "request_change": frozenset(["change_request", "request_quote"]),
    "quotation": frozenset(["submit_quote", "accept_quote"]),
    "counter_offer": frozenset(["negotiate_price"]),
    "order_change": frozenset(["change_order"]),
    "cancel_order": frozenset(["cancel_order"]),
    "claim": frozenset(["report_problem", "request_refund", "answer_claim"]),
    "sample": frozenset(["request_sample"]),
    "shipment": frozenset(["ship_order"]),
    "tracking": frozenset(["ship_order"]),
    "production": frozenset(["report_production"]),
    "arrival": frozenset(["report_arrival"]),
    "question": frozenset(["contact_supplier"]),
    "message": frozenset(["answer_question", "contact_supplier"]),
}
"""By the task under way, the intents of words that more likely change the thing that was agreed to than ask for
something else."""
_WORDS_FOR_OTHERS = frozenset(["question", "message", "production"])
"""Tasks that collect words for somebody else, or report to somebody. During these tasks, a wish for another language is about those words."""
_OF_ONE_TRADE = frozenset(["order_change", "cancel_order", "claim", "shipment", "production", "arrival"])
"""Tasks about one order. During these tasks, words that name no goods are no search for goods."""
_REPORTS = frozenset(["report_production", "report_arrival", "report_problem", "order_status"])
"""Intents of statements about a trade. After a "no", statements that name nothing are the reason for it."""
_COURTESIES = frozenset(["thank", "greet", "goodbye"])
ASIDES = _NO_WISHES | _COURTESIES | {"bot_challenge", "help", "change_language"}
"""Intents of parts of a message that ask for nothing."""
_PREFACES = frozenset(["thank", "greet", "affirm", "deny", "cancel"])
_QUESTIONS = frozenset(["ask_price", "ask_moq", "ask_lead_time", "supplier_details", "compare_suppliers"])
"""Intents of questions about goods or suppliers on the screen."""
_OF_SEARCH = frozenset(["find_supplier", "inform", "nlu_fallback", "out_of_scope"])
"""Intents of words that may change the search."""
_CHANGED_BY = ("differences", "shares")
"""The names under which the NLU reports words that change a number: "100 more", "double"."""
_CHANGES = frozenset(["change_order", "change_request"])
"""The intents that change the thing that was agreed to, whatever the task is, if the likeliest act of the message gives
or corrects a value."""
_SUPPOSES = re.compile(
    r"\s*(?:(?:and|but|so|ok|okay|hi|hello),? )*(?:if (?!possible|not\b|so\b|any|need|you can)|(?:suppose|supposing|assuming|in case)\b)|\s*(?:那么?|请问|那)?(?:如果|要是|假如|假设|万一|若是)",
    re.I,
)
"""Matches the beginning of words that only suppose something."""
_HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True)
class Division:
    """Holds a way to divide a message: a short beginning, the rest, the place where the rest begins, whether the
    beginning is a sentence of its own, and whether something new begins behind it. Something new begins if a word says
    so ("then"), or if the rest is a new sentence and does not begin with a word such as "but"."""

    head: str
    rest: str
    start: int
    begins_anew: bool
    ends_sentence: bool = False


def find_divisions(text: str) -> Iterator[Division]:
    """Yields the ways to divide the text, the longest beginning first. A clause that only supposes something belongs to
    the rest: "if I quote DAP Hamburg, what is on us?"."""
    cuts = [(found.start(), found.end()) for found in _CUT.finditer(text[: _LONGEST + 1])][:_MOST_CUTS]
    for end, start in reversed(cuts):
        head, rest = text[:end].strip(), text[start:]
        leading = _LEADING.match(rest)
        start += leading.end() if leading else 0
        if head and text[start:].strip() and _is_short(head) and not _SUPPOSES.match(head):
            is_new = bool(leading and leading["anew"]) or _is_new_sentence(text[end:], rest)
            yield Division(head, text[start:].strip(), start, is_new, bool(_ENDS.match(text[end:])))


def _is_new_sentence(cut: str, rest: str) -> bool:
    """Returns whether the first part ends with a sentence, and the rest neither takes it back nor holds a number that
    may change it."""
    has_number = any(letter.isdigit() for letter in rest)
    return bool(_ENDS.match(cut)) and not has_number and not _TAKES_BACK.match(rest)


def find_question_behind_value(text: str) -> list[int]:
    """Returns where the last clause of the text begins, in a list, if it asks something and holds no number, while the
    clauses before it hold one, or say where goods go, and ask nothing: 这次3吨吧 价格一样不, 送宁波 DAP是啥意思. A
    condition before the question belongs to it: "if I take 200, what is the price". Otherwise returns []."""
    cuts = list(_CLAUSE_ENDS.finditer(text))
    if not cuts:
        return []
    first, last = text[: cuts[-1].start()].strip(), text[cuts[-1].end() :].strip()
    holds_value = any(letter.isdigit() for letter in first) or _PLACED.match(first)
    is_value = holds_value and not is_question(first) and not holds_condition(first)
    return [cuts[-1].end()] if is_value and is_question(last) and not any(map(str.isdigit, last)) else []


def supposes(text: str) -> bool:
    """Returns whether the text is one clause that only supposes something, so that what follows belongs to it."""
    return bool(_SUPPOSES.match(text)) and not text.rstrip().endswith((".", "?", "!", "。", "？", "！"))


def is_an_answer(parsed: Mapping[str, Any]) -> bool:
    """Returns whether the parsed beginning of a message says nothing but yes or no to the open question."""
    acts = parsed.get("acts") or []
    text = _read_text(parsed)
    is_other = _REMEMBERS.fullmatch(text) or _NOTICES.search(text) or _AMENDS.match(text)
    says_so = bool(acts) and acts[0]["kind"] in _YES_OR_NO and not is_other
    if says_so and acts[0]["kind"] == "yes" and text and not is_assent(text):
        return False  # "and you lot," only begins a question
    return says_so and _share(parsed, *_YES_OR_NO) >= _SURE and not parsed["entities"]


def is_an_opening(head: str) -> bool:
    """Returns whether the words only introduce other words, as "ok" does in "ok, where is my other order?". Alone they
    may be a yes."""
    return bool(_OPENING.fullmatch(head.strip()))


def only_waits(head: str) -> bool:
    """Returns whether the words only ask to wait, as people do before they ask or correct something: "hold on."."""
    return bool(_WAITS.fullmatch(head.strip()))


def begins_with_no(words: str) -> bool:
    """Returns whether the words begin with a refusal: "not yet. What do you charge?"."""
    return bool(_BEGINS_WITH_NO.match(words))


def gives(parsed: Mapping[str, Any]) -> bool:
    """Returns whether the parsed words answer the open question, with a value or with yes or no."""
    return _share(parsed, *_VALUES, *_YES_OR_NO) >= _GIVES


def puts_question(parsed: Mapping[str, Any]) -> bool:
    """Returns whether the words, read in their situation, surely ask something."""
    return _share(parsed, "ask") >= _ASKS_SURELY


def begins_anew(text: str) -> bool:
    """Returns whether a word that leads to something new begins the text: "by the way", 顺便."""
    leading = _LEADING.match(text.strip())
    return bool(leading and leading["anew"])


def skip_leading(text: str) -> int:
    """Returns where the text begins after a word that only introduces it: "also", "and", "first"."""
    leading = _LEADING.match(text)
    return leading.end() if leading else 0


def is_without_wish(parsed: Mapping[str, Any]) -> bool:
    """Returns whether the NLU reads the message as a whole as thanks, a refusal or the like, or is not sure of its
    meaning."""
    return parsed["intent"]["name"] in _NO_WISHES | _COURTESIES or parsed["intent"]["confidence"] < _GIVES


def is_a_preface(parsed: Mapping[str, Any]) -> bool:
    """Returns whether the parsed beginning of a message is mere courtesy, or only says that nothing shall be done
    yet."""
    intent = parsed["intent"]
    return intent["name"] in _PREFACES and intent["confidence"] >= _GIVES and not parsed["entities"]


def wants_something(parsed: Mapping[str, Any], *, begins_anew: bool = False) -> bool:
    """Returns whether the rest of a message asks for something, or names goods. After a word like "also", words that
    the NLU does not understand may name goods: "thanks! also resistance bands"."""
    intent, acts = parsed["intent"], parsed.get("acts") or []
    names_goods = any(each["entity"] == "product" for each in parsed["entities"])
    is_wish = intent["name"] not in ASIDES and intent["confidence"] >= _GIVES
    if begins_anew and intent["name"] in _OF_SEARCH:
        return True
    return is_wish or (names_goods and not (acts and acts[0]["kind"] in (*_YES_OR_NO, "chatter", "give_up")))


def is_question_beside_search(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Returns whether one part of a message asks something, and the other part is about the search."""
    return (_asks(one) and _is_of_search(other)) or (_asks(other) and _is_of_search(one))


def _asks(parsed: Mapping[str, Any]) -> bool:
    intent = parsed["intent"]
    is_question = intent["name"].startswith("faq_") or intent["name"] in _QUESTIONS
    return bool(is_question and intent["confidence"] >= _SURE)


def _is_of_search(parsed: Mapping[str, Any]) -> bool:
    intent, acts = parsed["intent"], parsed.get("acts") or []
    narrows = bool(acts) and acts[0]["kind"] == "condition" and acts[0]["confidence"] >= _NARROWS
    searches = intent["name"] == "find_supplier" and intent["confidence"] >= _GIVES
    return searches or (narrows and intent["name"] in _OF_SEARCH)


def says_no(parsed: Mapping[str, Any]) -> bool:
    return bool(parsed.get("acts")) and parsed["acts"][0]["kind"] == "no"


def stands_alone(parsed: Mapping[str, Any], task: str, *, begins_anew: bool = False, answers_no: bool = False) -> bool:
    """Returns whether the rest of a message, after a yes or a no, asks for something else, and neither corrects nor
    completes the thing that the bot has asked about: "yes, but 600" is no yes to 500, and "no, 5% is enough" is a
    correction. `begins_anew` says that a word such as "then" leads to the rest, and `answers_no` that the beginning was
    a "no"."""
    intent, acts = parsed["intent"], parsed.get("acts") or []
    if any(parsed.get(name) for name in _CHANGED_BY) or (answers_no and _holds_figure(parsed)):
        return False
    names_its_own = any(each.get("entity") in _NUMBERED for each in parsed["entities"])
    if not begins_anew and not names_its_own and _ADDS.match(_read_text(parsed)):
        return False  # "yes, and make them blue" is no yes to the green ones
    if answers_no and _OWN_DEED.match(_read_text(parsed).casefold()):
        return False  # 你先别下 我问下仓库 gives a reason to wait
    if answers_no and intent["name"] in _REPORTS and not parsed["entities"]:
        return False  # 别别别 手滑 等厂长回来 gives a reason, too
    dictation = parsed.get("dictation") or {}
    if dictation.get("adds") and not dictation.get("is_to_them"):
        return False  # "valid 30 days. please also write: samples are free"
    if any((parsed.get("cues") or {}).get(name) for name in ("sends", "sends_among", "only_leaves")):
        return False  # "they of course. send it like this" says yes twice, and "ship date stays" adds nothing to it
    if intent["name"] == "find_supplier" and task in _OF_ONE_TRADE and not parsed["entities"]:
        return False  # "the others stay" is no search
    if task in _WORDS_FOR_OTHERS and intent["name"] == "change_language":
        return False  # "tell them, in English" is no yes to the words as they are
    if acts and acts[0]["kind"] in (*_YES_OR_NO, "give_up") and not parsed["entities"]:
        return False  # such as the second word of 行 发, which says yes twice
    is_of_task = intent["name"] in _OF_TASK.get(task, frozenset()) and not begins_anew
    is_of_task |= intent["name"] in _CHANGES and bool(acts) and acts[0]["kind"] in _VALUES
    if intent["name"] not in _NO_WISHES and not is_of_task and intent["confidence"] >= _GIVES:
        return True
    gives_value = _share(parsed, *_VALUES) >= _GIVES or (bool(acts) and acts[0]["kind"] in _VALUES)
    return bool(acts) and not gives_value and not is_of_task


def asks_besides(parsed: Mapping[str, Any], task: str) -> bool:
    """Returns whether a sentence behind a yes asks something that leaves the thing agreed to as it is, whatever figures it
    holds: "yes, ask. then what of duty, somebody told me 50%", "yes file it. but my boy takes the pictures later, is
    that a problem?"."""
    intent, dictation = parsed["intent"]["name"], parsed.get("dictation") or {}
    changes = intent in _CHANGES | _OF_TASK.get(task, frozenset()) and intent not in _WORDS_SAID
    words = dictation.get("adds") or dictation.get("is_to_them") or dictation.get("steps")
    asks = _share(parsed, "ask", "wish") >= _GIVES
    return is_question(_read_text(parsed)) and asks and not changes and not words


def _holds_figure(parsed: Mapping[str, Any]) -> bool:
    """Returns whether words after a "no" hold a number, or a day and no name of another thing: 不对，28号才能发."""
    names = {each.get("entity") for each in parsed["entities"]}
    return bool(parsed.get("numbers")) or ("date" in names and not names & {*_NUMBERED, "product", "company"})


def _read_text(parsed: Mapping[str, Any]) -> str:
    return str(parsed.get("text") or "").strip()


def _share(parsed: Mapping[str, Any], *kinds: str) -> float:
    """Returns the confidence of all acts of these kinds together."""
    return sum(act["confidence"] for act in parsed.get("acts") or [] if act["kind"] in kinds)


def _is_short(head: str) -> bool:
    han = len(_HAN.findall(head))
    return han <= _MOST_HAN and len(head.split()) <= _MOST_WORDS and not any(letter.isdigit() for letter in head)
