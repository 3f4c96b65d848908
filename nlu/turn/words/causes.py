"""Finds the cause of a delay in a text that names it without "because": a breakdown, a shortage, or a late delivery
to the writer. Imports nothing of Rasa."""

from __future__ import annotations

import re

_CLAUSE = re.compile(r"(?:[^,，;；。!！?？\n.\s]|(?<=\d)[.,](?=\d)|\.(?=[a-z])|\s(?![\u4e00-\u9fff]))+")
"""Matches a clause, which for Chinese may also end at a space."""
_DELAYS = re.compile(
    r"\b(?:late|later|delay\w*|postpone\w*|slips?|slipped|behind|push(?:ed)? back|more (?:days?|weeks?)|(?:days?|weeks?) more|can(?:no|')?t make|not (?:in|on) time)\b"
    r"|晚|迟|遲|推|延|拖|赶不|来不及|误"
)
_INPUT = r"(?:chips?|parts?|material\w*|fabrics?|yarns?|cartons?|labels?|drivers?|components?|steel|clay|glass|vessel|train|truck|forwarder|vendor|supplier)"
_CAUSE = re.compile(
    r"\b(?:broke|broken|breakdown|out of order|failed|failure|short(?:age|ages)?|ran out|run out|no (?:power|electricity|water|materials?)|power (?:cut|outage)|strike|typhoon|floods?|fire|storms?|snow|holidays?|lockdown|inspection|customs"
    rf"|{_INPUT}(?: [a-z]+){{0,2}} late|closed|rework\w*|not (?:yet )?(?:here|arrived|come|delivered)(?: yet)?)\b"
    r"|坏|故障|停电|停水|停工|停产|停机|限电|限产|检修|维修|断电|断货|断料|缺(?!点)|不够|不足|短缺|没到|未到|来晚|到晚|罢工|台风|暴雨|下雪|大雪|洪水|火灾|拥堵|封路|查验|环保|调度|人手|放假|返工|报废|出问题"
)
"""Matches words for what goes wrong in a workshop or during transport."""
_LENGTH = re.compile(r"\d\s?(?:days?|weeks?|th|st|nd|rd|号|天|周)(?![a-z])|[晚迟遲推延]")
"""Matches a length of time or a day in figures, and Chinese words of a delay, which belong to the delay itself."""
_LATE_INPUT = re.compile(
    r"(?:[染面布原材辅颜釉泥]料|材料|配件|零件|部件|纸箱|包装|标签|芯片|驱动|电池|瓶子|铁桶|蚕丝|坯布)[^，,。\d]{0,3}(?:晚到|来晚|到晚|迟到|晚来|到得晚)"
)
"""Matches what the writer itself gets too late: 染料晚到."""
_LEADS_IN = re.compile(
    r"^(?:(?:and|but|yes|yeah|ok|okay|no|sorry|unfortunately|well|so|hi|hello|不过|但是?|可是|因为|就是|唉|哎|那个|抱歉|不好意思|对不起)(?![a-z])[\s,，]*)+(?=\S)"
)
_SO = re.compile(r"(?<![a-z])(?:so|therefore|that's why)(?![a-z])|所以|因此|导致")
_LONGEST = 200


def without_lead(text: str, plain: str) -> str:
    """Returns a clause without the words that join it to others: "but the chips come late"."""
    lead = _LEADS_IN.match(plain)
    return text[lead.end() if lead else 0 :]


def find_causes(text: str, plain: str) -> list[str]:
    """Returns the first clause that names the cause of a delay, in the words of the text, in a list; [] if the text
    speaks of no delay, or names no cause. `plain` is the folded text."""
    if not _DELAYS.search(plain):
        return []
    for each in _CLAUSE.finditer(plain):
        start, end = each.span()
        lead = _LEADS_IN.match(plain[start:end])
        start += lead.end() if lead else 0
        if so := _SO.search(plain, start, end):
            end = so.start()
        is_input = _LATE_INPUT.search(plain, start, end) is not None
        if is_input or (_CAUSE.search(plain, start, end) and not _LENGTH.search(plain, start, end)):
            return [text[start:end].strip(" ,，")[:_LONGEST]]
    return []
