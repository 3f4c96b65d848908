"""Checks free text that one company writes to another. This is the only place where such text is checked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice

from actions.marketplace.safety.bank import money_elsewhere
from actions.marketplace.safety.disguises import hides_a_number, uncover
from actions.marketplace.safety.evidence import Text
from actions.marketplace.safety.features import describe, describe_with_rules, is_meaningless, speaks_of_money
from actions.marketplace.safety.findings import Beneficiary, Finding, Kind, compact
from actions.marketplace.safety.judging import PASSAGE, Judge, judge, passages
from actions.marketplace.safety.leaving import talk_elsewhere
from actions.marketplace.safety.traces import MOBILE_OF_CHINA

LONGEST = 4096
"""The most characters of a text that are checked. No relayed text is longer."""
HARD: frozenset[Kind] = frozenset(["iban", "swift"])
"""The kinds of findings that the rules recognise by a checksum or a fixed shape. They are held back whatever the judge
says."""
_LONG_TEXT_MARGIN = 1.0
"""In a long text, a passage without findings of the rules must score this much more to be held back, because the judge
may be wrong about any of the many passages."""

_END = re.compile(r"(?<=[.!?;])\s+|(?<=[。！？；])|\n")
_MANY = 40
"""The most invitations that are looked for in one text. More of them would not help the person who decides."""


def check(text: str, registered: Iterable[Beneficiary] = ()) -> tuple[Finding, ...]:
    """Returns the reasons to hold the text back, or () if it may pass: bank details other than the registered ones, and
    invitations to leave the platform.

    The text is anything that one company writes and another will read: a message, a note, a file's name, the caption of
    a file, or its content. Texts that belong together are joined by line breaks, and longer ones are checked in pieces
    of at most 4,096 characters. The findings are ordered by their kinds.
    """
    return find_with(judge(), text, registered)


def find_with(judge: Judge, text: str, registered: Iterable[Beneficiary] = ()) -> tuple[Finding, ...]:
    """Returns the same as `check`, with this judge: the rules find suspicious passages, and the judge then decides."""
    (plain, tricks), known = uncover(text[:LONGEST]), list(registered)
    read = Text(plain, tricks)
    found = rules_find(read)
    strange = tuple(finding for finding in found if not _is_registered(finding, known))
    if len(strange) < len(found):
        read = Text(_without_registered(plain, known), tricks)
        found = rules_find(read)
        strange = tuple(finding for finding in found if not _is_registered(finding, known))
    return _judged(judge, read, strange)


def rules_find(text: Text) -> tuple[Finding, ...]:
    """Returns the findings of the rules, without asking the judge."""
    return tuple(dict.fromkeys([*money_elsewhere(text), *islice(talk_elsewhere(text), _MANY)]))


def _judged(judge: Judge, text: Text, found: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Returns the findings if the text should be held back, otherwise (). If the rules found nothing, the findings are
    those of the judge."""
    if any(finding.kind in HARD for finding in found):
        return found
    if hides_a_number(text.tricks) and (call := _calls(text, found)):
        return call
    if len(text.small) > PASSAGE:
        return _judged_by_passages(judge, text, found)
    described = describe_with_rules(text, found)
    if is_meaningless(text.small, described, judge.weights["words"]):
        return ()
    score = judge.by_words(described) + judge.by_meaning([text.small])[0]
    return (found or (_finding(text.small),)) if score >= judge.held_from else ()


def _calls(text: Text, found: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Returns `found` if it has a telephone number or a messenger. Otherwise returns the first Chinese mobile number in
    the text, if there is one."""
    if any(finding.kind in ("phone", "messenger") for finding in found):
        return found
    mobile = (one for one in text.numbers if MOBILE_OF_CHINA.fullmatch(one.digits))
    return tuple(Finding("phone", one.digits) for one in islice(mobile, 1))


def _judged_by_passages(judge: Judge, text: Text, found: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Judges a long text in the same way as `_judged`, by the passage that looks worst by its words and by the findings
    of the rules in it.

    If a finding of the rules extends beyond a single passage, all findings are held back without asking the judge.
    """
    cut = list(passages(text.small))
    letters, wanted = {passage: compact(passage) for passage in cut}, [compact(finding.found) for finding in found]
    if any(all(one not in letters[passage] for passage in cut) for one in wanted):
        return found
    by_words = sorted(((judge.by_words(describe(passage)), passage) for passage in cut), reverse=True)
    score, worst = by_words[0][0] - _LONG_TEXT_MARGIN, by_words[0][1]
    if wanted:
        named = next(passage for _, passage in by_words if any(one in letters[passage] for one in wanted))
        score, worst = max((score, worst), _worst_sentence(judge, named))
    score += judge.by_meaning([worst])[0]
    return (found or (_finding(worst),)) if score >= judge.held_from else ()


def _worst_sentence(judge: Judge, passage: str) -> tuple[float, str]:
    """Returns the sentence with the highest score among those in which the rules find something, with that score. A
    sentence is scored alone, because words about goods around it would lower the score."""
    sentences = [Text(sentence) for sentence in _END.split(passage)]
    suspicious = [(sentence, found) for sentence in sentences if (found := rules_find(sentence))]
    if not suspicious:
        whole = Text(passage)
        suspicious = [(whole, rules_find(whole))]
    return max((judge.by_words(describe_with_rules(one, found)), one.small) for one, found in suspicious)


def _finding(passage: str) -> Finding:
    """Returns the finding for a passage that only the judge holds back. The finding is about money if the words speak
    of an account, of paying or of who is paid, and otherwise about leaving the platform."""
    return Finding("other_account" if speaks_of_money(passage) else "off_platform", passage.strip()[:80])


def _is_registered(finding: Finding, known: Sequence[Beneficiary]) -> bool:
    if finding.kind in ("iban", "account"):
        return any(one.is_account(finding.found) for one in known)
    return finding.kind == "swift" and any(one.is_swift(finding.found) for one in known)


def _without_registered(plain: str, known: Sequence[Beneficiary]) -> str:
    """Returns the text with "Caravan" in place of registered accounts, so that the judge scores only the other
    words."""
    for one in known:
        for number in filter(None, (one.account, one.swift and one.swift[:8])):
            spelled = r"[\W_]{0,3}".join(compact(number))
            plain = re.sub(rf"(?<![A-Za-z0-9]){spelled}[A-Za-z0-9]{{0,3}}", "Caravan", plain, flags=re.IGNORECASE)
    return plain
