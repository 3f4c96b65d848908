"""Finds what the contact wants the bot to write to somebody: the words after "tell them that" or 跟他们说.

It also finds how a text edits the message that is being written: it asks for another tone ("more polite"), replaces a
word ("change Friday to Monday"), or adds a sentence.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TypedDict

from nlu.understanding.grammar import dates
from nlu.understanding.text.writing import folded

_FIRST = r"(?:(?:no|i mean|i meant|ok|okay|yes|yeah|sure|fine|and|also|then|so|please|pls|kindly|just|can you|could you|abeg)[\s,]+)*"
_THEM = r"(?:them|him|her|dem|am|the (?:supplier|factory|seller|maker|buyer|customer|other side|team)s?|supplier|factory|seller)"
_WHOM = r"(?:the )?(?:first|second|third|fourth|fifth|last|other|1st|2nd|3rd)(?: (?:one|supplier|factory|seller))?"
"""Matches words that stand for an entry of the list on the contact's screen, such as "the second supplier". These words
are left out of the message, because its readers do not see that list."""
_LEADS = (
    re.compile(
        rf"^{_FIRST}(?:tell|inform|remind|let|write(?: to)?|message|answer) {_THEM}(?: know)?(?:\s?:|\s?,| that| say)?\s+(?=\S)"
    ),
    re.compile(rf"^{_FIRST}(?:tell|inform|remind|let)\s(?!me\b|us\b)[a-z0-9 .&'-]{{2,40}}?\s(?:know )?that\s+(?=\S)"),
    re.compile(rf"^{_FIRST}ask {_THEM}\s?[:,]\s*(?=\S)"),
    re.compile(
        rf"^{_FIRST}(?:i (?:want|would like|need) to |i'd like to )?ask {_WHOM}\s+(?=(?:if|whether|how|what|when|where|why|which|who)(?![a-z]))"
    ),
    re.compile(
        r"^(?:我是说|我是說|我的意思是|我说的是|不是|嗯|嗯嗯|哦|噢|对|對|是的|可以|那|那么|好|好的|行|你|再|也|顺便|順便|麻烦|麻煩|请|請|就|同时|我想|想|我要|[\s,，])*(?:帮我|幫我|替我|帮忙|幫忙)?(?:再|去)?"
        r"(?:(?:跟|和|给|給|同|對|对)(?:他们|她们|他|她|佢哋|佢|供应商|供應商|厂里|厂家|廠家|工厂|工廠|对方|對方|卖家|賣家|买家|買家|客户|客戶)"
        r"(?:说|說|讲|講|留言|写|寫|回|回复)(?:一下|一声|下|声|聲)?"
        r"|(?:告诉|告訴|通知|转告|轉告|提醒|问问|問問|问一下|問一下|问下|問下|问|問)"
        r"(?!了|过|過|完|题|題|价|價|好|号)(?:他们|她们|他|她|佢哋|佢|供应商|供應商|厂里|厂家|廠家|工厂|工廠|对方|對方|卖家|賣家|买家|買家|客户|客戶|第[一二三四五1-5](?:家|个|個|间|間|款)(?:厂|廠)?)?+(?:一下|一声|下)?+)"
        r"[\s:：,，]*(?=\S)"
    ),
)
_NUDGES = re.compile(
    r"^(?:[^,，。]{0,12}?的话[\s,，]*)?(?:你|再|那|先|麻烦|帮我|帮忙|[\s,，])*(?:催|叫|喊|让|提醒|通知)(?:一下|一声|下)?[^\s,，。]{0,8}?(?:一下|下)?(?:呗|吧|啊|嘛)?[\s,，]*(?:就说|就讲|说是|话畀佢哋)[\s:：,，]*(?=\S)"
)
"""Matches words that ask the bot to urge the other side and that introduce what the bot should write: 催一下他们呗
就说…."""
_NAMED = (
    re.compile(rf"^{_FIRST}(?:ask|tell|write(?: to)?|message|inform) [^:]{{1,40}}:\s*(?=\S)"),
    re.compile(
        r"^[^:：]{0,40}?(?:leave|take|(?:message|word|note) for|留言|留个话|留個話|留句[话話]|留句[說说][话話]|带句话|帶句話)[^:：]{0,40}[:：]\s*(?=\S)"
    ),
)
_ADDS = re.compile(
    rf"^{_FIRST}(?:add (?:to it |to that |a line |one (?:more )?(?:sentence|line) )?(?:that |say |:)|add\s?[:,]|also (?:write|say|add|mention)(?: that)?\s?:?"
    r"|mention (?:also |too )?that|one more (?:thing|sentence|line)\s?[:,])\s*(?=\S)"
    r"|^(?:再|另外|顺便|順便|还有|請|请|帮我|[\s,，])*(?:加句|加上一句|加多句|加一句|补一句|補一句|补充一句|加上|补充|補充)(?:话|話)?(?:说|講|讲)?[\s:：,，]*(?=\S)"
)
_TRAILS = re.compile(
    r"[\s,，.。;；]+(?:please |pls |can you |could you |kindly )*(?:ask|tell) (?:them|him|her)(?: (?:that|this|please|pls|for me))*[\s.!?]*$"
    r"|[\s,，.。;；]+(?:你|请|麻烦)*(?:帮我|幫我|替我)?(?:去)?(?:问问|問問|问下|問下|问一下|問一下|跟)(?:他们|他|佢哋|供应商|厂里|厂家|对方)(?:说|說|讲)?(?:一下|一声|下)?[\s。！]*$",
    re.I,
)
_NOBODY = re.compile(
    r"[\s,.!。！，]*(?:(?:yes|yeah|ok|okay|sure|fine|no|please|pls|可以|好|好的|行|嗯|对|對|那|就|请|请你|麻烦|麻煩|幫我|帮我)[\s,.!。！，]*)*(?:问|問)?(?:他们|她们|他|她|佢哋|佢|供应商|供應商|厂里|厂家|工厂|对方|對方|一下|下|吧|呗|啊|also|too|again)?[\s,.!。！，]*",
    re.I,
)
_OTHERS = re.compile(
    rf"(?<![a-z]){_THEM}(?![a-z])|他|她|佢|供应商|供應商|厂|廠|对方|對方|卖家|賣家|买家|買家|客户|客戶"
)
_AGAIN = re.compile(r"^(?:no\b|i mean|i meant|我是说|我是說|我的意思|我说的是|不是)")
_POLITE = re.compile(
    r"\b(?:polite|politer|politely|friendl(?:y|ier)|nicer|nicely|kinder|softer|more (?:kind|respectful|courteous)|less (?:rude|harsh|direct))\b"
    r"|客气|客氣|礼貌|禮貌|语气(?:好|软|委婉|温和|缓和)|語氣(?:好|軟|溫和)|委婉|友好(?:一|点|些)|好声好气|婉转"
)
_WORD = r"[\"“”'‘’「」]?(?P<{name}>[^\"“”'‘’「」,，。.;；:：!?！？]{{1,40}}?)[\"“”'‘’「」]?"
_OLD, _NEW = _WORD.format(name="old"), _WORD.format(name="new")
_END = r"\s*(?:please|pls|in it|there|instead|吧|了|啦|就行|就好)?\s*[.!。！]*$"
_SWAPS = (
    re.compile(rf"(?:change|replace|swap|correct|turn|make)\s+(?:the\s+)?{_OLD}\s+(?:to|by|with|into|for)\s+{_NEW}{_END}"),
    re.compile(rf"(?:make it|write|say|put|i mean|i meant|it is|it's)?\s*{_NEW},?\s+(?:not|instead of|rather than|in place of)\s+{_OLD}{_END}"),
    re.compile(rf"(?:^|[\s,])not\s+{_OLD}[,.]?\s+(?:but\s+)?{_NEW}{_END}"),
    re.compile(rf"(?:把|将|將)\s?{_OLD}\s?(?:改成|改为|改為|改到|换成|換成|写成|寫成)\s?{_NEW}{_END}"),
    re.compile(rf"(?:^|[\s,，]){_OLD}\s?(?:改成|改为|改為|换成|換成)\s?{_NEW}{_END}"),
    re.compile(rf"(?:不是|唔係|唔系|别写|不要写)\s?{_OLD}[\s,，]+(?:而?是|係|系|写|要写)?\s?{_NEW}{_END}"),
)  # fmt: skip
_NUMBER = re.compile(r"(?<![a-z0-9_.,-])\d[\d,]*(?:\.\d+)?(?![\d-])")
_BEGINS = re.compile(r"^(?:wait|no|sorry|oops|hold on|please|pls|ok|等下|等等|不对|不|哦|啊|改下|改一下)[\s,，:：]+")


_LONGEST_EDIT = 160
"""The most characters of a text that is searched for a request to replace words of the message."""


class Dictation(TypedDict):
    """Describes what a text wants the bot to write to somebody.

    - `words` are the words to send, without those that introduce them ("tell them that").
    - `adds` says whether `words` are added after what is already written.
    - `swap` holds the words to replace and then the new words. It is empty if nothing is to be replaced.
    - `is_polite` says whether the text asks for a kinder tone.
    - `is_to_them` says whether the text names the receiver.
    - `begins_again` says whether `words` replace what was said before.
    - `figures` holds, under `day` and `number`, the day and the number in the text, as they are written. Each is there
      only if the text has exactly one.
    """

    words: str
    adds: bool
    swap: list[str]
    is_polite: bool
    is_to_them: bool
    begins_again: bool
    figures: dict[str, str]


def find_dictation(text: str, today: date) -> Dictation:
    """Returns what the raw text wants the bot to write. If the text says nothing about writing to somebody, `words` is
    the whole text. Relative dates are counted from `today`."""
    plain = folded(text).replace("’", "'")
    adds = _ADDS.match(plain)
    lead = adds or next((found for each in (*_LEADS, _NUDGES, *_NAMED) if (found := each.match(plain))), None)
    words = text[lead.end() :] if lead and len(plain) == len(text) else text
    if trails := _TRAILS.search(words):
        words = words[: trails.start()]
    words = text if _NOBODY.fullmatch(words) else words
    return {
        "words": words.strip(' \t"“”「」'),
        "adds": adds is not None,
        "swap": _find_swap(text, plain),
        "is_polite": _POLITE.search(plain) is not None,
        "is_to_them": words != text and _is_to_others(plain[: lead.end()]) if lead else False,
        "begins_again": words != text and _AGAIN.match(plain) is not None,
        "figures": _find_figures(text, plain, today),
    }


def _is_to_others(lead: str) -> bool:
    return _OTHERS.search(lead) is not None or _NUDGES.match(f"{lead}…") is not None


def _find_figures(text: str, plain: str, today: date) -> dict[str, str]:
    days = sorted({(found.start, found.end) for found in dates.find(plain, today)})
    numbers = [found.span() for found in _NUMBER.finditer(plain)]
    outside = [span for span in numbers if not any(start <= span[0] < end for start, end in days)]
    only = (("day", days), ("number", outside))
    return {name: text[slice(*spans[0])].strip() for name, spans in only if len(spans) == 1}


def _find_swap(text: str, plain: str) -> list[str]:
    if len(plain) > _LONGEST_EDIT:
        return []
    start = 0
    while begins := _BEGINS.match(plain[start:]):
        start += begins.end()
    for pattern in _SWAPS:
        if found := pattern.search(plain[start:]):
            old, new = (text[start:][slice(*found.span(name))].strip() for name in ("old", "new"))
            if old and new and old.casefold() != new.casefold():
                return [old, new]
    return []
