"""Checks free text that is relayed. Nothing else does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from actions.marketplace.safety.bank import money_elsewhere
from actions.marketplace.safety.disguises import revealed
from actions.marketplace.safety.evidence import Text
from actions.marketplace.safety.features import describe_with_rules, speaks_of_money
from actions.marketplace.safety.findings import Beneficiary, Finding, Kind, compact
from actions.marketplace.safety.judging import PASSAGE, Judge, judge, worst_passage
from actions.marketplace.safety.leaving import talk_elsewhere

LONGEST = 4096
"""Characters that are looked at: no text that is relayed is longer."""
HARD: frozenset[Kind] = frozenset(["iban", "swift"])
"""What the rules find by a checksum or a fixed shape: no judge lets it pass."""
_LONG_TEXT_MARGIN = 1.0
"""What a passage of a long text must score more: it has many passages, and each of them may be wrong."""


def check(text: str, registered: Iterable[Beneficiary] = ()) -> tuple[Finding, ...]:
    """Returns what makes the text one to hold: bank details other than the registered ones, and invitations to leave the platform.

    Empty when it may pass. The text is anything that one company writes and another will read: a message, a note, a file's
    name, its caption, or what is written in it, in pieces of at most 4,096 characters; joined by line breaks where several
    belong together. The order is that of kinds, not of the text.
    """
    return find_with(judge(), text, registered)


def find_with(judge: Judge, text: str, registered: Iterable[Beneficiary] = ()) -> tuple[Finding, ...]:
    """Returns the same by this judge: first what the rules find, then what the judge thinks of it."""
    plain, known = revealed(text[:LONGEST]), list(registered)
    read = Text(plain)
    found = rules_find(read)
    strange = tuple(finding for finding in found if not _is_registered(finding, known))
    if len(strange) < len(found):
        read = Text(_without_registered(plain, known))
        found = rules_find(read)
        strange = tuple(finding for finding in found if not _is_registered(finding, known))
    return _judged(judge, read, strange)


def rules_find(text: Text) -> tuple[Finding, ...]:
    """Returns what the rules find, whatever the judge thinks of it."""
    return tuple(dict.fromkeys([*money_elsewhere(text), *talk_elsewhere(text)]))


def _judged(judge: Judge, text: Text, found: tuple[Finding, ...]) -> tuple[Finding, ...]:
    if len(text.small) > PASSAGE:
        return found or _judged_by_passages(judge, text)
    score = judge.score(describe_with_rules(text, found))
    if found:
        is_hard = any(finding.kind in HARD for finding in found)
        return found if is_hard or score >= judge.passed_below else ()
    return (_finding(text.small),) if score >= judge.held_from else ()


def _judged_by_passages(judge: Judge, text: Text) -> tuple[Finding, ...]:
    score, passage = worst_passage(judge, text.small)
    return (_finding(passage),) if score - _LONG_TEXT_MARGIN >= judge.held_from else ()


def _finding(passage: str) -> Finding:
    """Names what the judge alone holds: money, when the words speak of an account, of paying or of who is paid."""
    return Finding("other_account" if speaks_of_money(passage) else "off_platform", passage.strip()[:80])


def _is_registered(finding: Finding, known: Sequence[Beneficiary]) -> bool:
    if finding.kind in ("iban", "account"):
        return any(one.is_account(finding.found) for one in known)
    return finding.kind == "swift" and any(one.is_swift(finding.found) for one in known)


def _without_registered(plain: str, known: Sequence[Beneficiary]) -> str:
    """Returns the text with Caravan's name where the registered account stands, so that the judge reads what is said beside it."""
    for one in known:
        for number in filter(None, (one.account, one.swift and one.swift[:8])):
            spelled = r"[\W_]{0,3}".join(compact(number))
            plain = re.sub(rf"(?<![A-Za-z0-9]){spelled}[A-Za-z0-9]{{0,3}}", "Caravan", plain, flags=re.IGNORECASE)
    return plain
