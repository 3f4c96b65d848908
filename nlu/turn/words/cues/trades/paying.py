"""Finds how a message asks for the payments of all orders together, and whether it may be paid on a certain day. Imports
nothing of Rasa."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from nlu.turn.words.cues.trades.ranking import find_coming
from nlu.turn.words.days import find_day_of_month
from nlu.understanding.grammar import dates
from nlu.understanding.text.writing import folded

_LONGEST = 90
_OF_PAYMENT = re.compile(
    r"\b(?:pay|paid|payments?|payables?|owe[ds]?|owing|due|outstanding|unpaid|receivables?|transfers?)\b"
    r"|\bmoney (?:(?:is|was|has|have|we|still|that|which|not|yet|to)\s){0,4}(?:received|come|arrive|get|got|due|pay|owe)"
    r"|付|欠|款|应收|應收|能收|该收|收多少|收回来?|进账|到账|要打的|该打的|打钱"
)
_ASKS = re.compile(
    r"\b(?:what|which|whats|anything|list|show|give me|all|how much|overview|any)\b|啥|什么|什麼|哪|多少|有没有|有冇|列|一共|总共|所有|全部|都有"
)
_SOON = re.compile(
    r"\b(?:soon|coming up|upcoming|in the near future|next (?:few|couple of) (?:days|weeks)|these days|at the moment|coming weeks)\b|最近|近期|近来|接下来|这阵子|這陣子|这几天|马上"
)
_IN_ALL = re.compile(
    r"\b(?:total|in total|in all|altogether|sum|all together|overall)\b|一共|总共|總共|合计|加起来|总额"
)
_NOT_YET = re.compile(
    r"\bnot (?:yet )?(?:been )?(?:received|paid|in|arrived|come in)\b|\b(?:un|non-?)paid\b|\bnot yet\b|\boutstanding\b|\bstill (?:open|to come)\b|\bto be (?:received|paid)\b|没(?:收到|到账|付|进账|打)|未(?:收|付|到账)|还没|待[收付]|没到"
)
_OVERDUE = re.compile(
    r"\b(?:over ?due|past due|late payments?|payments? (?:is|are) late|behind (?:on|with) payments?)\b|逾期|过期(?:未|没)付|拖欠|超期"
)
_ASKS_WHICH = re.compile(r"\b(?:what|which|whats|smth|something|anything|some)\b|啥|什么|什麼|哪")
_FILLER = re.compile(
    r"\b(?:and|what|about|how|for|in|the|also|then|too|as well|next|this|month|week|please|pls|give|me|together|both|all|at once|now|ones?|those|december|january|february|march|april|june|july|august|september|october|november)\b"
    r"|[那的呢啊吧呀和跟也还有个月下这上本周星期礼拜一起给我都列再看看\d年十二]+"
)
"""Matches the words of a message that only names a period."""
_TOGETHER = re.compile(r"\b(?:together|both|all at once|as well|too)\b|一起|一块|都给|合在一起|连.{0,3}一起")
_PAYS = re.compile(r"\b(?:pay|paid|paying|transfer|settle|send the money|payment)\b|付|打款|打钱|转账|汇款|汇")
_MAY = re.compile(
    r"\bany (?:problem|issue|trouble)\b|\b(?:ok|okay|fine|alright|all right|possible|acceptable|too late|in time|allowed)\b|\b(?:can|could|may|shall|should) (?:i|we)\b|\b(?:is|would) (?:it|that)\b|\bproblem\s?\?"
    r"|可以[吗嘛不么]|可不可以|行[吗嘛不么]|行不行|能不能|能[^，。]{0,6}[吗嘛]|晚不晚|来得及|有问题|没问题吧|没事吧|算不算|会不会"
)
"""Matches words that ask whether something may be done."""
_WEEK = 7


def find_paying(text: str, today: date) -> dict[str, Any]:
    """Returns two cues of the text, written `today`, if it has them. `payments` says that the text asks for the
    payments of all orders: within the days `coming`, only those that are `late`, or, if `alone` is true, it only names
    other days than the question before, which `joins` says to add. `pay_day` is the day on which the writer asks to
    pay."""
    plain = folded(text).replace("’", "'")
    if len(plain) > _LONGEST or len(plain) != len(text):
        return {}
    found = {"payments": _find_payments(plain, today), "pay_day": _find_pay_day(plain, today)}
    return {name: value for name, value in found.items() if value}


def _find_payments(plain: str, today: date) -> dict[str, Any] | None:
    coming = find_coming(plain, today)
    days = coming and [day and day.isoformat() for day in (coming.start, coming.end)]
    is_of_payment = bool(_OF_PAYMENT.search(plain))
    if coming and not is_of_payment and not _FILLER.sub("", plain).strip(" ,，.。?？!！"):
        return {"coming": days, "alone": True, "joins": bool(_TOGETHER.search(plain))}
    if _OVERDUE.search(plain) and _ASKS_WHICH.search(plain):
        return {"late": True}
    if not is_of_payment:
        return None
    if _ASKS.search(plain) and (coming or _SOON.search(plain)):
        return {"coming": days} if coming else {"coming": [None, None]}
    if _IN_ALL.search(plain) and _NOT_YET.search(plain):
        return {"coming": [None, None]}
    return None


def _find_pay_day(plain: str, today: date) -> str | None:
    if not _PAYS.search(plain) or not _MAY.search(plain):
        return None
    days = [date.fromisoformat(str(each.value)) for each in dates.find(plain, today)]
    if not days and (number := find_day_of_month(plain)):
        day = next((each for at in range(62) if (each := today + timedelta(at)).day == int(number)), None)
        return day.isoformat() if day else None
    if not days:
        return None
    last, least = days[-1], max([today, *days[:-1]])
    while last < least:
        last += timedelta(_WEEK)  # 周一 beside 29号 is the Monday after the 29th
    return last.isoformat()
