"""Finds invitations to continue outside the marketplace: by messenger, e-mail or telephone, on other websites and in
other shops."""

from __future__ import annotations

import re
from collections.abc import Iterator

import phonenumbers

from actions.marketplace.safety import vocabulary
from actions.marketplace.safety.disguises import HAN
from actions.marketplace.safety.domains import FILE_WORDS, HOSTS, TOP_LEVEL, WORDS_TOO
from actions.marketplace.safety.evidence import HELD_FROM, Text, is_code, weigh_messenger
from actions.marketplace.safety.findings import Finding
from actions.marketplace.safety.numbers import Number
from actions.marketplace.safety.outside import deals_outside

_AT = re.compile(
    r"\s?(?:@|\(\s?(?:at|a)\s?\)|\[\s?(?:at|@|a)\s?\]|\{\s?at\s?\}|艾特|圈a|小老鼠)\s?|\s{1,3}at\s{1,3}|#|\s?\(@\)\s?"
)
_DOT_WORDS = r"\s?(?:\(\s?(?:dot|\.|点)\s?\)|\[\s?(?:dot|\.|点)\s?\]|\{\s?dot\s?\}|[点點。])\s?|\s{1,2}(?:dot|d0t|punto|ponto)\s{1,2}|-dot-|\s?[·•丶]\s?|\s\.\s|\s\.|,(?=(?:com|net|cn|org)(?![a-z]))|\.\s(?=com|net|org|cn)"
_LOCAL = re.compile(r"[\w.+\-]{2,64}\Z", re.ASCII)
_DOMAIN = re.compile(rf"[a-z0-9][a-z0-9\-]{{0,62}}(?:(?:\.|{_DOT_WORDS})[a-z0-9\-]{{1,62}}){{1,4}}")
_HOST_ALONE = re.compile(rf"(?:{'|'.join(HOSTS)})(?![a-z0-9])")
_LINK = re.compile(
    rf"h[tx]{{2}}ps?\s?(?::|colon)\s?(?://|slash\s?slash)\s?\S+|(?<![a-z0-9])www(?:\s?(?:\.|{_DOT_WORDS})\s?|\s)[a-z0-9\-]+"
)
_NAME = re.compile(
    rf"(?<![a-z0-9@.\-])(?=[a-z0-9\-]*[a-z])[a-z0-9][a-z0-9\-]{{1,62}}(?:(?P<dot>\.|{_DOT_WORDS})[a-z0-9\-]{{2,62}}){{1,4}}"
)
_HAN_DOMAIN = re.compile(rf"[{HAN}]{{2,8}}(?:点|\.)(?:com|cn|net)(?![a-z])")
_PIECES = re.compile(rf"\.|{_DOT_WORDS}")
_SHORT_LINK = re.compile(
    rf"(?<![a-z0-9.@\-])(?:(?:wa|line|paypal|vk)\.(?:me|com|ti)|[a-z](?:\.|{_DOT_WORDS})(?P<top>[a-z]{{2,6}}))/"
)
"""Matches the beginning of a personal link of a messenger ("wa.me/"), or of an address whose name is one letter
("t点cn/"): nobody prints these on goods, and with a path they are no abbreviation."""
_MOBILE_CN = re.compile(r"(?:00?86|86)?1[3-9]\d{9}")
_MOBILE_GROUPS = frozenset(
    [
        (11,),
        (3, 4, 4),
        (3, 8),
        (7, 4),
        (3, 3, 5),
        (2, 3, 3, 3),
        (4, 4, 3),
        (5, 6),
        (4, 3, 4),
        (3, 2, 2, 2, 2),
        (1,) * 11,
    ]
)
_LANDLINE_GROUPS = frozenset([(3, 7), (3, 8), (4, 7), (4, 8), (3, 4, 4), (4, 4, 4), (4, 3, 4), (3, 3, 4)])
_AREA_AND_NUMBER = re.compile(r"0(?:10|2\d)\d{8}|0[3-9]\d{2}\d{7,8}")
"""Matches the digits of a Chinese landline number with its area code."""
_SHORTEST_APART = 9
"""At least this many digits that are written one by one are a telephone number, unless they are in ascending order."""
_LIST_MARKS = re.compile(r"[,，、;；/+x×*]")
_HOTLINE = re.compile(r"[48]00")
_DATE = re.compile(
    r"(?:19|20)\d\d[-/.年\s]{1,2}\d{1,2}[-/.月\s]{1,2}\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d\d|20\d{6}"
)


def talk_elsewhere(text: Text) -> Iterator[Finding]:
    """Yields everything in the text that invites the reader to continue elsewhere, in no particular order."""
    yield from _emails(text)
    yield from _links(text)
    yield from _messengers(text)
    for number in text.numbers:
        if _is_phone(text, number) and not text.sentence(number.start).is_printed:
            yield Finding("phone", text.small[number.start : number.end])
    yield from deals_outside(text)


def _emails(text: Text) -> Iterator[Finding]:
    """Yields e-mail addresses, which consist of a name, "@" or a substitute for it, and a domain. Without a real "@",
    the domain must be a known one, and "the manual at example.com/manual" is a page and no address. Phrases such as "my
    e-mail is" are yielded, too."""
    small = text.small
    for at in _AT.finditer(small):
        local = _LOCAL.search(small[max(at.start() - 64, 0) : at.start()])
        if local is None or not re.search(r"[a-z]", local[0]):
            continue
        domain = _DOMAIN.match(small, at.end())
        if at[0].strip() == "at" and domain and small[domain.end() : domain.end() + 1] == "/":
            continue
        host = _HOST_ALONE.match(small, at.end())
        plain = "@" in at[0]
        if text.sentence(at.start()).is_printed:
            continue
        if (domain and (_top_level(domain[0]) in TOP_LEVEL)) or (
            host
            and (
                plain
                or at[0].strip()[0] in "([{"
                or "艾特" in at[0]
                or "圈" in at[0]
                or "点" in small[host.end() : host.end() + 3]
            )
        ):
            yield Finding("email", local[0] + "@" + (domain or host)[0])  # type: ignore[index]
        elif plain and domain:
            yield Finding("email", local[0] + "@" + domain[0])
    for found in vocabulary.EMAIL_WORD.finditer(small):
        yield Finding("email", found[0])


def _top_level(domain: str) -> str:
    return _PIECES.split(domain)[-1].strip()


def _links(text: Text) -> Iterator[Finding]:
    """Yields internet addresses and domains. An address that is only meant to be printed on goods is left out, unless
    it is a personal link of a messenger or has a Chinese name."""
    for found in _LINK.finditer(text.small):
        if not text.sentence(found.start()).is_printed:
            yield Finding("link", found[0])
    for found in _HAN_DOMAIN.finditer(text.small):
        yield Finding("link", found[0])
    for found in _SHORT_LINK.finditer(text.small):
        if found["top"] is None or found["top"] in TOP_LEVEL:
            yield Finding("link", text.small[found.start() : found.start() + 40].split()[0])
    for found in _NAME.finditer(text.small):
        pieces = [piece.strip() for piece in _PIECES.split(found[0])]
        if _is_domain(text, found, pieces) and not text.sentence(found.start()).is_printed:
            yield Finding("link", found[0])


def _is_domain(text: Text, found: re.Match[str], pieces: list[str]) -> bool:
    last = pieces[-1]
    if last not in TOP_LEVEL or text.small[found.end() : found.end() + 1] == "@" or not re.search(r"[a-z]", pieces[-2]):
        return False
    if last in WORDS_TOO:
        follows = text.small[found.end() : found.end() + 1]
        if "dot" in found["dot"] and len(last) > _SHORT_WORD:
            return True
        return follows == "/" or pieces[0] == "www" or (found["dot"] == "." and len(pieces) > 2)
    if last in FILE_WORDS and text.sentence(found.start()).is_about_files:
        return False
    return len(pieces[-2]) >= 2


_SHORT_WORD = 2


def _messengers(text: Text) -> Iterator[Finding]:
    for pattern, weak in ((vocabulary.MESSENGER, False), (vocabulary.WEAK_MESSENGER, True)):
        for found in pattern.finditer(text.small):
            if found.end() - found.start() <= 3 and _OF_A_MODEL.search(
                text.small[max(found.start() - 16, 0) : found.start()]
            ):
                continue
            if weigh_messenger(text, *found.span(), weak=weak) >= HELD_FROM:
                yield Finding("messenger", text.small[found.start() : found.end() + 24].split("\n")[0])
    for start, end in text.handles:
        if _HANDLE_CALL.search(text.small[max(start - 24, 0) : start]) or _HANDLE_CALL_BEHIND.match(text.small, end):
            yield Finding("messenger", text.small[start:end])


_OF_A_MODEL = re.compile(
    r"(?:model|type|item|art(?:icle)?|part|sku|series|型号|货号|料号|品号|系列)(?:\s?(?:no|number))?[\s.:：]*\Z"
)
_HANDLE_CALL = re.compile(
    r"(?<![a-z])(?:add\s+me|find\s+me|(?:my|our)\s+(?:id|nick(?:name)?|handle|username|tag|user))[^.\n]{0,10}\Z|(?:加我|加好友|搜我|我的id|我的号|联系我)[^，。\n]{0,6}\Z|(?:搜索?|(?<![面上边附再])加)\s?\Z"
)
_HANDLE_CALL_BEHIND = re.compile(
    r"\s?(?:加我|找我|搜我|联系我)|\s+(?:is\s+)?my\s+(?:id|nick|handle|wx)|[,，]?\s?(?:add|find)\s+me"
)


def _is_phone(text: Text, number: Number) -> bool:
    """Returns True if a word nearby says that the number is a telephone number, if it begins with a country's prefix,
    or if it has the shape of a Chinese telephone number."""
    digits, small = number.digits, text.small
    if (
        number.is_counted
        or is_code(number)
        or not 7 <= len(digits) <= 15
        or _DATE.fullmatch(small, number.start, number.end)
    ):
        return False
    if number.is_called("phone", 26) and (not number.is_listed or len(digits) >= 9):
        return True
    if not number.is_listed and "phone" in number.called and number.distance["phone"] >= 30:
        return True
    prefix = small[max(number.start - 2, 0) : number.start].strip(" (")
    if prefix.endswith("+") or (digits.startswith("00") and len(digits) >= 11):
        return _is_valid(digits.removeprefix("00"))
    if _MOBILE_CN.fullmatch(digits):
        return _is_grouped_as_mobile(text, number)
    if number.is_listed:
        return False
    if len(digits) >= _SHORTEST_APART and set(number.groups) == {1} and list(digits) != sorted(digits):
        return True
    if _AREA_AND_NUMBER.fullmatch(digits) and (len(number.groups) == 1 or number.groups in _LANDLINE_GROUPS):
        return True
    return bool(_HOTLINE.match(digits) and number.groups == (3, 3, 4))


def _is_grouped_as_mobile(text: Text, number: Number) -> bool:
    """Returns True if the digits are grouped as in a mobile number, and not as in a list of sizes.

    A mobile number and a list of sizes may both have eleven digits. But a group of a mobile number may begin with zero,
    and a size never does.
    """
    ends = {number.groups[-count:] for count in (1, 2, 3, 4, 5, 11)}
    if not ends & _MOBILE_GROUPS:
        return False
    parts = re.findall(r"\d+", text.small[number.start : number.end])
    return (
        not _LIST_MARKS.search(number.marks)
        or any(len(part) > 1 and part.startswith("0") for part in parts)
        or len(parts) >= 11
    )


def _is_valid(digits: str) -> bool:
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(f"+{digits}"))
    except phonenumbers.NumberParseException:
        return False
