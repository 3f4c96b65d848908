"""Finds how a message asks for the payments of all orders together, and whether it may be paid on a certain day. Imports
nothing of Rasa."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from nlu.turn.words.cues.trades.ranking import find_coming
from nlu.turn.words.days import find_day_of_month
from nlu.turn.words.topics import find_currency
from nlu.understanding.grammar import dates
from nlu.understanding.grammar.periods import find_period
from nlu.understanding.text.writing import folded

_LONGEST = 130
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
_LISTS_ALL = re.compile(
    r"\b(?:every|all|list|which|what|any|show|overview)\b[^.?!]{0,30}\b(?:payments?|instal?ments?|amounts|sums|invoices|bills|deposits and balances)\b"
    r"|\bpayments\b[^.?!]{0,30}\b(?:open|outstanding|due|unpaid|left|to make|still)\b"
    r"|(?:哪些|哪几|几笔|所有|全部|列|都有|还有什么|还有啥).{0,10}(?:款|钱|账|帐|付)|(?:款|钱|账|帐).{0,6}(?:哪些|哪几|列一?[下个]|列出)"
)
_OPEN = re.compile(
    r"\b(?:open|outstanding|unpaid|still|remaining|left|owe|due|have to|need to|must|to (?:make|pay)|to be (?:paid|made)|upcoming)\b"
    r"|没付|未付|没打|没结|待付|要付|该付|得付|欠|待支付|未支付|没支付|要打|该打"
)
_SINGLE = re.compile(
    r"\b(?:orders?|that one|this one|for it|on it)\b|\bpayment (?:terms?|methods?|options?|ways?)\b|订单|[这那哪几]单|单子|方式"
)
"""Matches words that ask for orders, for one of them, or for the ways of payment, and not for the payments of all."""
_PLANS = re.compile(
    r"\b(?:month|monthly|week|weekly|cash)(?:ly)? (?:plan|planning|report|close|closing|end)\b|月(?:度)?(?:计划|报|结)"
)
"""Matches words that say what the writer needs a list for. The "month" of "monthly plan" names no period."""
_PAID = re.compile(
    r"\b(?:have|had|did|has) (?:we|i|you)\b[^.?!]{0,14}\b(?:paid|pay|transfer+ed|settled)\b|\b(?:we|i)(?:'ve| have)? (?:already |actually |really )*paid\b"
    r"|\b(?:was|were|been) paid\b|\b(?:already|so far) paid\b|\bpaid (?:so far|already|since)\b|(?:已经?|总共|一共|都)?(?:付|打|汇|支付)(?:了|过|出去?)(?:了)?(?:多少|哪些|几笔|什么)|(?:多少|哪些|几笔).{0,6}(?:付了|打了|已付|付过|付出)|已付(?:的)?(?:款|多少|总)"
)
_ASKS_PAID = re.compile(r"\b(?:what|how much|which|list|show|total|all|every)\b|多少|哪些|几笔|一共|总共|列")
_TWICE = re.compile(
    r"\b(?:charged?|billed|invoiced|debited|paid|pay)\b[^.?!]{0,24}\b(?:twice|double|two times|2 times)\b|\b(?:double|second|two) (?:charges?|payments?|debits?|deposits?)\b|\bthat(?:'s| is) double\b"
    r"|(?:扣|付|收|打|刷)了?(?:我们?)?(?:两|2|二)[次笔遍回]|(?:重复|多)(?:扣|收|付)(?:了|款|费|钱)"
)
_LEAVES_OUT = re.compile(
    r"\b(?:without|except|excluding|exclude|leave out|minus|not counting|apart from|subtract|deduct|less)\b|不算|除了|除去|去掉|减掉|减去|扣掉|扣除|不含|不包括|刨掉|刨去|抛开"
)
_REFUND = re.compile(r"\brefunds?\b|退款|退回来?的|退的(?:钱|款)")
_SETS_OFF = re.compile(
    r"\b(?:set|sets|setting) (?:it |that |this |them |the refund |the money )?(?:off|against)\b|\boffset\b|\bnet (?:it|them|off)\b|\bdeduct(?:ed)? (?:it |that |the refund )?from\b|\b(?:use|take|put) (?:it|that|the refund|the money) (?:for|against|towards?|to pay)\b"
    r"|抵(?:掉|扣|消|充|货款|尾款|定金|别的|另)|冲抵|冲(?:掉|账)|直接(?:抵|扣)|互抵"
)
_SUMS = re.compile(
    r"\b(?:how much|sum|total|altogether|together|add(?:s|ed)? up|in all)\b|多少|加起来|合计|一共|总共|总额|共"
)
_CURRENCY_ALONE = re.compile(r"^.{0,10}(?:\bin |\binto |折|换成?|合|按).{0,24}$")
_KIND = re.compile(r"\b(?:deposits?|down ?payments?|balances?)\b|[定订]金|预付款?|首款|尾款|余款")
"""Matches words for one of the payments of an order."""
_LATE_ALONE = re.compile(
    r"\b(?:which|what|any|anything|something|are any|is any)\b[^.?!]{0,24}\b(?:late|overdue|past due|behind)\b|(?:哪|有没有).{0,6}(?:逾期|晚了|过期|超期|迟)"
)
_TOGETHER = re.compile(r"\b(?:together|both|all at once|as well|too)\b|一起|一块|都给|合在一起|连.{0,3}一起")
_PAYS = re.compile(r"\b(?:pay|paid|paying|transfer|settle|send the money|payment)\b|付|打款|打钱|转账|汇款|汇")
_MAY = re.compile(
    r"\bany (?:problem|issue|trouble)\b|\b(?:ok|okay|fine|alright|all right|possible|acceptable|too late|in time|allowed)\b|\b(?:can|could|may|shall|should) (?:i|we)\b|\b(?:is|would) (?:it|that)\b|\bproblem\s?\?"
    r"|可以[吗嘛不么]|可不可以|行[吗嘛不么]|行不行|能不能|能[^，。]{0,6}[吗嘛]|晚不晚|来得及|有问题|没问题吧|没事吧|算不算|会不会"
)
"""Matches words that ask whether something may be done."""
_WEEK = 7


def find_paying(text: str, today: date) -> dict[str, Any]:
    """Returns two cues of the text, written `today`, if it has them. `payments` says what the text asks about the
    payments of all orders, by the names of the fields of `actions.dialogue.said.cues.Payments`. `pay_day` is the day on
    which the writer asks to pay."""
    plain = folded(text).replace("’", "'")
    if len(plain) > _LONGEST or len(plain) != len(text):
        return {}
    plain = _PLANS.sub(lambda found: " " * len(found[0]), plain)
    found = {"payments": _find_payments(plain, today), "pay_day": _find_pay_day(plain, today)}
    return {name: value for name, value in found.items() if value}


def _find_payments(plain: str, today: date) -> dict[str, Any] | None:
    if _TWICE.search(plain):
        return {"twice": True}
    coming = find_coming(plain, today)
    days = coming and [day and day.isoformat() for day in (coming.start, coming.end)]
    is_of_payment = bool(_OF_PAYMENT.search(plain))
    if coming and not is_of_payment and not _FILLER.sub("", plain).strip(" ,，.。?？!！"):
        return {"coming": days, "alone": True, "joins": bool(_TOGETHER.search(plain))}
    if _OVERDUE.search(plain) and _ASKS_WHICH.search(plain):
        return {"late": True}
    if not _SINGLE.search(plain) and _PAID.search(plain) and _ASKS_PAID.search(plain):
        past = find_period(plain, today)
        if past or _IN_ALL.search(plain):
            return {
                "paid": True,
                "coming": [day and day.isoformat() for day in (past.start, past.end)] if past else [None, None],
            }
    if is_of_payment and _ASKS.search(plain) and (coming or _SOON.search(plain)):
        return {"coming": days} if coming else {"coming": [None, None]}
    if is_of_payment and _IN_ALL.search(plain) and _NOT_YET.search(plain):
        return {"coming": [None, None]}
    if _LISTS_ALL.search(plain) and _OPEN.search(plain) and not _SINGLE.search(plain):
        return {"coming": [None, None]}
    return _find_follow_up(plain, days)


def _find_follow_up(plain: str, days: list[str | None] | None) -> dict[str, Any] | None:
    """Returns what the text asks about a list of payments that was shown before."""
    if _SETS_OFF.search(plain):
        return {"sets_off": True, "alone": True}
    if _LEAVES_OUT.search(plain):
        return {"less_refund": True, "alone": True} if _REFUND.search(plain) else {"without": True, "alone": True}
    if _LATE_ALONE.search(plain):
        return {"late": True, "alone": True}
    if _SUMS.search(plain) and (_IN_ALL.search(plain) or not _KIND.search(plain)):
        return {"coming": days, "alone": True} if days else {"sums": True, "alone": True}
    if _CURRENCY_ALONE.search(plain) and find_currency(plain):
        return {"sums": True, "alone": True}
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
