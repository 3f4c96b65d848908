"""Finds in a message the price that its writer means only for itself: a floor, a ceiling, a limit or a budget beside words
such as "between us", "that stays with you", 别告诉买家 or 心里价. The price and these words are taken out of the
message, so that nothing that reads the rest can pass them on. Imports nothing of Rasa."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from nlu.turn.words.figures.figures import find_figures
from nlu.understanding.grammar.changes.bargains import find_limits
from nlu.understanding.text.writing import folded

_OTHERS = (
    r"(?:any(?:one|body)(?: else)?|every(?:one|body)|them|they|him|her|the other (?:side|party)|(?:the |our |my |any |your )?(?:buyer|supplier|seller|customer|client|vendor|maker"
    r"|manufacturer|factory|factorie|purchaser|counterpart|importer|other)'?s?(?: side| people)?)"
)
_SAY = (
    r"(?:tell(?:ing)?|told|show(?:ing|n)?|say(?:ing)?|mention(?:ing|ed)?|let(?:ting)?|share|sharing|shared|disclos(?:e|ing|ed)|reveal(?:ing|ed)?|leak(?:ing|ed)?"
    r"|giv(?:e|ing) (?:it |that |this )?away|pass(?:ing|ed)?(?: (?:it|that|this))? (?:on|along)|forward(?:ing|ed)?|put (?:it|that|this) in|writ(?:e|ing) (?:it|that|this))(?![a-z])"
)
_TAIL = (
    rf"(?:\s(?:{_OTHERS}|(?:it|that|this|so|of|to|with|about|in|into|on|know|see|read|hear|the|my|our|this|number|figure|price|limit|floor|ceiling|budget"
    r"|quotation|quote|note|offer|please|pls|though|yet|ever|anything|at all|a word|out|how low|how high|how far|i can go|we can go|i'?d go)(?![a-z])))*"
)
_LIMIT = r"(?:limit|ceiling|floor|budget|cap|max(?:imum)?|min(?:imum)?|bottom(?: line)?|lowest|highest|price|target|figure|number|threshold)"
_HUSHED = r"(?:private(?:ly)?|internal(?:ly)?|confidential(?:ly)?|secret(?:ly)?|hush[- ]hush|in[- ]house)"
_KEPT = (
    r"(?:private|secret|quiet|internal|confidential|hidden|in[- ]house|under wraps|here(?= *(?:$|[,.;!)]))|to (?:yourself|ourselves|myself|you)|(?:just |only |strictly )?(?:with|among) (?:you|me|us|ourselves)"
    rf"|(?:just |only |strictly )?between (?:us|you and me|ourselves)(?: two)?|(?:away )?from {_OTHERS})"
)
_MARKED_EN = (
    rf"(?:don'?t|do not|never|must ?n'?t|must not|should ?n'?t|should not|can'?t|cannot|not to(?: be)?|without|better not|please not|no need to|rather not)\s(?:ever\s|be\s)?{_SAY}{_TAIL}"
    r"|(?:strictly |just |only |this is |that is |that's |it's )*between (?:us|you and me|ourselves|the two of us)(?: two| only)?"
    rf"|(?:(?:which|that|this|it|and it|all this)\s)?(?:(?:should|must|has to|needs to|is to|will|shall|is|'s)\s)?(?:be\s)?(?:stays?|remains?|keeps?|kept)(?:\s(?:it|that|this|(?:the|my|our) {_LIMIT}(?: of| at)?(?:\s?[$€£¥]?[\d.]{{1,9}}(?:\s(?:usd|dollars?|eur|euros?|yuan|rmb|cny))?)?|strictly|all|all this))?\s{_KEPT}"
    r"|(?:for|just for|only for|strictly for) (?:your|our|my|internal) (?:(?:eyes|ears|own use|use|info|information|reference|knowledge) only|eyes|ears|own use)|for internal use(?: only)?|for you only|(?:just|only) for you(?! to\b)|off the record|without telling"
    rf"|(?:this is |that is |that's |it's |is |strictly |only |just |all )*{_HUSHED}(?:\s(?:only|use only|info(?:rmation)?|please|pls|ok))?(?=\s*(?:$|[,.;:!?)\]-]|but\b|and\b|{_LIMIT}\b))"
    rf"|(?:this is |that is |that's |it's |is )?not (?:meant )?for (?:{_OTHERS}|their (?:eyes|ears)|passing on|sharing|publication)(?:\sto (?:see|know|read))?"
    rf"|{_OTHERS}\s(?:need not|needn'?t|must not|mustn'?t|shouldn'?t|should not|can'?t|cannot|may not|(?:is|are) not to|(?:doesn'?t|don'?t|do not|does not) (?:need|have) to|(?:isn'?t|aren'?t) (?:supposed|meant) to)\s(?:know|see|read|hear|learn|find out|be told)(?:\s(?:it|that|this|about (?:it|that|this)))?"
    r"|(?:nobody|no one|no-one|none of them)(?: else)? (?:must|may|should|needs? to|has to|can|is to) (?:know|see|read|hear|learn|find out|be told)(?:\s(?:it|that|this|about (?:it|that|this)))?"
    rf"|hid(?:e|den)(?:\s(?:it|that|this))? from {_OTHERS}|only (?:you|we|i) (?:may |should |must )?(?:know|see)(?: (?:it|that|this))?"
)
_WHOM_ZH = r"(?:买家|卖家|买方|卖方|客户|客人|供应商|供货商|厂家|厂里|厂方|工厂|老板|对方|他们|她们|它们|佢哋|佢|他|她|别人|任何人|其他人|外面|外人|采购|人家|人)"
_MARKED_ZH = (
    r"(?:但是?|不过|可是)?(?:这个|这|此)?(?:价格|价|数|数字|底价|底线|预算)?(?:请|麻烦|千万|先|也|都|可|就)*(?:不要|不能|不可以|不可|不得|不准|不许|不用|不必|别|別|勿|莫|唔好|唔使|甭|不想)"
    rf"(?:再|先|去|把它?|随便|直接|对外)*(?:这个|这|底价|底线|价格|数字|预算)*(?:给|跟|和|同|向|对|让|讓|告诉|告訴|透露|泄露|泄漏|说|講|讲|提|写|寫|外传|外泄|公开|声张|显示|展示|发|漏)+(?:出去|出来|到|在|进|起)?(?:报价单?|备注)?(?:里面?|上)?{_WHOM_ZH}*(?:们|那边|这边)?"
    r"(?:知道|晓得|知|看到|看见|看|听到|说|讲|講|提|透露|泄露|漏|见到|到)*(?:出去)?(?:这个|这)?(?:价格?|底价|数|底线)?(?:了|啊|哈|哦|吧|呀)?"
    r"|(?:这个|这|此)?(?:价|底价|数|数字|价格)?(?:请|要|得|需要?|务必|必须|一定要?)*(?:绝对)?(?:保密|机密)(?!协议|合同|条款)(?:啊|哈|哦|吧|的)?|私下(?:里)?(?:跟你)?(?:说|讲)?"
    r"|(?:仅供|仅限|只供|只作|只是|属于)?(?:我们|咱们)?内部(?:掌握|使用|参考|价|用|消息|知道|数字)?(?=$|[\s,，.。;；:：!！)）]|就|的|(?:最|底|预算|上限|价))"
    r"|(?:只|就|仅)(?:跟|和|对|同|告诉|给|让)你(?:一个人|一人|自己)?(?:说|讲|知道|看)?|只有(?:你|您|我们|咱们|咱俩)(?:知道|清楚)|(?:你们?|您|自己人|我们|咱们?|咱俩|你我)(?:自己|俩|两个|之间|心里)*(?:知道|心里有数|有数|清楚)(?:就行|就好|就可以|即可|就得|行了|就够)(?:了|啦)?"
    r"|(?:就|只有|只是?|这是?)*(?:我们|咱们|咱俩|你我|我俩)(?:之间|俩|两个)+(?:的事|知道|说说|讲讲)?|不(?:对外|公开|外传|外泄)(?:说|讲|公开|的)?|对外(?:别|不要|不)(?:说|讲|提)"
    rf"|不给{_WHOM_ZH}+(?:看到?|知道|说)"
)
_MARKED = re.compile(rf"(?<![a-z])(?:{_MARKED_EN})(?![a-z])|{_MARKED_ZH}")
_NO_MARK = re.compile(
    r"\bprivate (?:label|brand|mould|mold|company|person|customer|account)|内部(?:结构|尺寸|包装|直径|空间|材质)"
)
_OWN = re.compile(
    rf"(?<![a-z])(?:{_HUSHED}|hidden|undisclosed|unspoken)\s(?:price\s)?{_LIMIT}(?![a-z])|(?<![a-z])(?:walk[- ]?away|reservation)(?:\s(?:price|point|limit))?(?![a-z])"
    r"|心[理里](?:的)?(?:价位?|底价|底线|预算|上限)|内部(?:的)?(?:预算|底价|底线|上限|限价|最低价?|价)|保密(?:的)?(?:底价|预算|上限|价)"
)
"""Matches names of a limit that say that it is meant for nobody else."""
_BOUND = re.compile(
    r"(?<![a-z])(?:(?:can|could|would|will|may|might|'d|'ll|to|i|we) (?:even |also |still )?(?:go|come|stretch|move|push|drop|give way) (?:(?:down|up|as (?:low|high|far) as|no (?:lower|higher) than|all the way|under|below|above|over) ?)*(?:to|until|for|at)?"
    r"|floor|ceiling|limit|budget|cap(?:ped)?|bottom(?: line)?|lowest|highest|minimum|maximum|min|max|most|least|worst case|(?:as|no) (?:low|high|lower|higher|more|less)(?: as| than)?|below|under|above|over|up to|down to"
    r"|(?:would|could|can|'d|to|will) (?:even |still )?(?:accept|take|live with|pay|settle (?:for|at)|do)|walk away)(?![a-z])"
    r"|底价|底线|底線|底|上限|下限|最多|最高|最低|最少|顶多|頂多|顶天|至多|至少|不超过|不高于|不低于|低于|高于|预算|預算|(?:可以|可|能|会|愿意)(?:再)?(?:让|降|出|给|接受|做|落|加|去|谈|压)?(?:到|至)|(?:能|可以|可)(?:接受|出|做|给)|保本|成本价?"
)
_BOUND_AFTER = re.compile(
    r"^[^,，;；.。]{0,18}?(?:(?<![a-z])(?:max(?:imum)?|at (?:the )?(?:most|least|very most|outside)|tops|is (?:my|our|the) (?:absolute )?(?:limit|max(?:imum)?|ceiling|cap|floor|bottom(?: line)?|lowest|highest|minimum|most|least|budget)|at a (?:push|pinch)|or (?:less|more))(?![a-z])|以内|封顶|封頂|(?:就)?是(?:我们?|咱们?)?的?(?:底线|底价|上限|最低|最高|预算|底)|为(?:上限|底线|底))"
)
_OFFERS = re.compile(
    r"(?<![a-z])(?:quote|quoting|offer|counter|our price|send|ask for|order)(?![a-z])|报(?!告|关)|還價|还价|发给|下单"
)
_CUT = re.compile(
    r"(?:[,，](?!\d{3}(?!\d))|[.](?!\d)|[:：](?!\d\d)|[;；。!！?？\n()（）、\[\]]|\s[-–—]+\s|——|(?<=[\u4e00-\u9fff])\s+|\s+(?=[\u4e00-\u9fff])|\s(?=(?:but|though|and)\s))+"
)
_UNIT = re.compile(
    r"(?:\s?(?:us\s?dollars?|dollars?|bucks|usd|euros?|eur|yuan|rmb|cny|[$€£¥]|美元|美金|美刀|元|块钱?|刀|人民币))?"
    r"(?:\s?(?:each|a ?piece|per (?:piece|pc|unit|set|kg|kilo|tonne|ton|meter|metre|pair)|/\s?(?:piece|pc|pcs|unit|set|kg|tonne|个|件|套|条|吨)|(?:一|每)[个件条套只吨米双]))?"
    r"(?:\s(?:max(?:imum)?|at (?:the )?(?:very )?(?:most|least|outside)|tops|net|is (?:my|our|the) (?:absolute )?(?:limit|max(?:imum)?|ceiling|cap|floor|bottom(?: line)?|lowest|highest|minimum|most|least|budget)|at a (?:push|pinch)|or (?:less|more))(?![a-z])"
    r"|\s?(?:以内|封顶|封頂|左右|(?:就)?是(?:我们?|咱们?)?的?(?:底线|底价|上限|最低|最高|预算)(?:价|了)?|为(?:上限|底线|底)))?"
)
_ABOUT = re.compile(
    r"(?<![a-z])(?:for|on) (?:the |these |those |our )?[a-z][a-z -]{2,30}?(?=\s(?:is|are|would|at|of)(?![a-z])|$)"
)
_FILLER = re.compile(
    r"(?:(?:i|we|i'm|we're|my|our|the|a|an|not|never|too|fine|d|ll|s|m|keep|as|and|but|so|btw|by|way|fyi|can|could|would|will|may|might|i'd|we'd|i'll|we'll|is|it|it's|that|that's|this|absolute|absolutely|very|ok|okay|yes|with|at|to|please|pls|note|remark|honestly|actually|frankly|just|only|also|you|know|your|info|have|has|go|be"
    r"|am|are|us|me|really|though|pay|take|accept|do|spend|give|sell|hi|hello|well|if|need|needed|needs|must|necessary|pushed|in|the|end|price|each|down|up|as|far|even|still|of|about|around|say|out|strictly)(?![a-z])|[\s\"'“”,，.。:：;；()（）!！\[\]-]"
    r"|我们|我方|我|咱们|咱|的话|的|是|也|可以|能|会|就|其实|实际上?|说实话|老实说|说|讲|跟你|和你|你|您|另外|还有|但是|但|不过|顺便|偷偷|价格|单价|价|备注|注|做|出|接受|给|卖|这个|这|最|实在不行|必要时|如果需要|到|在|了|哈|哦|吧|请|麻烦|啊|，)+"
)
_TRAILING = re.compile(r"(?:^|(?<=[\s,，;；.。]))(?:with|and|but|at|note|remark|备注|但|不过)$")
_SAYS = re.compile(r"^\W*(?:yes|ok|okay|please|hi|hello|好|是|可以|对)\W*$")
_HOLDS = re.compile(r"[a-z\u4e00-\u9fff\d]")


@dataclass(frozen=True)
class Private:
    """Holds a message without its private part. `main` is what is left, "" if nothing is; `at` is the place in `main`
    where the private part stood; `said` are the words that were taken out. `bounds` are the prices among these, each
    with its currency or None."""

    main: str
    at: int
    said: str
    bounds: tuple[tuple[str, str | None], ...]


def find_private(text: str) -> Private | None:
    """Returns the raw text without the prices that it does not want the other side to read, or None if there are none."""
    plain = folded(text).replace("’", "'")
    if len(plain) != len(text):
        return None
    marks = [found.span() for found in _MARKED.finditer(plain) if not _NO_MARK.match(plain, found.start())]
    if not marks and not _OWN.search(plain):
        return None
    clauses = _divide(plain)
    open_text = text.replace("最高", "最多")  # 最高7.77 is no height
    for start, end in marks:
        start = max((place + 1 for place in range(start, end) if text[place].isdigit()), default=start)
        open_text = f"{open_text[:start]}{',' * (end - start)}{open_text[end:]}"  # "8.5 between us" counts nothing
    prices = [each for each in find_figures(open_text, ()) if each["kind"] in ("money", "bare")]
    own = [each for each in prices if _is_named_private(plain, each, clauses)]
    if marks:
        own += [each for each in prices if each not in own and _is_bound(plain, each, clauses)]
        own = own or _find_beside(plain, prices, clauses, marks)
    if not own:
        return None
    gone = [span for each in own for span in _find_spans(plain, each, clauses)] + marks
    main, at = _without(text, plain, clauses, gone)
    first, last = min(start for start, _ in gone), max(end for _, end in gone)
    return Private(main, at, text[first:last], tuple((each["value"], each.get("unit")) for each in own))


def says_private(plain: str) -> bool:
    """Returns whether the folded text says that the other side must not be told something."""
    return any(not _NO_MARK.match(plain, found.start()) for found in _MARKED.finditer(plain))


def with_private(parsed: Mapping[str, Any], found: Private) -> dict[str, Any]:
    """Returns the parse of the text without its private prices, completed with the last of these as `private`, the price
    that the writer would accept at worst."""
    value, currency = found.bounds[-1]
    bound = {"amount": value, "currency": currency}
    return {**parsed, "private": bound, "is_private": True, "limits": [float(value)]}


def only_private() -> dict[str, Any]:
    """Returns the parse of a message that says nothing but a private price: a piece of information without values."""
    intent = {"name": "inform", "confidence": 0.9}
    acts = [{"act": "inform", "kind": "value", "confidence": 0.9}]
    return {"text": "", "intent": intent, "intent_ranking": [intent], "entities": [], "acts": acts}


def _divide(plain: str) -> list[tuple[int, int]]:
    ends = [found.span() for found in _CUT.finditer(plain)]
    starts = [0, *(end for _, end in ends)]
    spans = zip(starts, [*(start for start, _ in ends), len(plain)], strict=True)
    return [(start, end) for start, end in spans if plain[start:end].strip()]


def _clause_of(figure: Mapping[str, Any], clauses: Sequence[tuple[int, int]]) -> tuple[int, int]:
    return next((each for each in clauses if each[0] <= figure["start"] < each[1]), (figure["start"], figure["end"]))


def _find_named(plain: str, start: int, end: int) -> re.Match[str] | None:
    """Returns the last private name of a limit between the two places."""
    return next(reversed(list(_OWN.finditer(plain, start, end))), None)


def _is_named_private(plain: str, figure: Mapping[str, Any], clauses: Sequence[tuple[int, int]]) -> bool:
    start, end = _clause_of(figure, clauses)
    before = [each for each in clauses if each[1] <= start][-1:]
    lead = before[0] if before and not any(map(str.isdigit, plain[slice(*before[0])])) else (start, start)
    named = _find_named(plain, start, figure["start"]) or _find_named(plain, figure["end"], end)
    return (
        named
        or (
            _find_named(plain, *lead)
            if _OWN.search(plain[slice(*lead)]) and _is_alone(plain[start : figure["start"]])
            else None
        )
    ) is not None


def _is_alone(words: str) -> bool:
    """Returns whether the words say nothing of their own."""
    return not _HOLDS.search(_FILLER.sub("", words))


def _is_bound(plain: str, figure: Mapping[str, Any], clauses: Sequence[tuple[int, int]]) -> bool:
    """Returns whether the words around the figure say that it is the most or the least that the writer would accept."""
    start, end = _clause_of(figure, clauses)
    if _BOUND_AFTER.match(plain[figure["end"] : end]) or _BOUND.search(plain, start, figure["start"]):
        return True
    return any(Decimal(str(each)) == Decimal(figure["value"]) for each in find_limits(plain[start:end]))


def _find_beside(
    plain: str,
    prices: Sequence[Mapping[str, Any]],
    clauses: Sequence[tuple[int, int]],
    marks: Sequence[tuple[int, int]],
) -> list[Mapping[str, Any]]:
    """Returns the only price of the clause that holds the words of secrecy, or else of the clause beside them, if they
    are a clause of their own and the price is not one that the clause offers: "8.5, between us"."""
    found: list[Mapping[str, Any]] = []
    for begin, end in marks:
        at = next((place for place, each in enumerate(clauses) if each[0] < end and begin < each[1]), None)
        if at is None:
            continue
        rest = plain[clauses[at][0] : begin] + plain[end : max(clauses[at][1], end)]
        near = [at] if any(map(str.isdigit, rest)) else [at - 1, at + 1] if _is_alone(rest) else []
        for place in near:
            if 0 <= place < len(clauses):
                inside = [each for each in prices if _clause_of(each, clauses) == clauses[place]]
                is_price = len(inside) == 1 and (inside[0]["kind"] == "money" or Decimal(inside[0]["value"]) % 1)
                if is_price and not _OFFERS.search(plain, *clauses[place]):
                    found.append(inside[0])
                    break
    return found


def _find_spans(plain: str, figure: Mapping[str, Any], clauses: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yields the spans of the figure and of the words that belong to it. Words of the same clause that say something
    else are left, such as the goods in "my lowest for the cups is 5"."""
    start, end = _clause_of(figure, clauses)
    tail = _UNIT.match(plain, figure["end"], end)
    after = _find_named(plain, figure["end"], end)  # "5.90 as my private floor"
    stop = max(tail.end() if tail else figure["end"], after.end() if after else 0)
    named = _find_named(plain, start, figure["start"])
    bound = named or next(iter(_BOUND.finditer(plain, start, figure["start"])), None)
    begin = bound.start() if bound else figure["start"]
    begin = start if _is_alone(plain[start:begin]) else begin
    about = _ABOUT.search(plain, begin, figure["start"])
    yield begin, about.start() if about else figure["end"]
    yield about.end() if about else figure["start"], end if _is_alone(plain[stop:end]) else stop


def _without(
    text: str, plain: str, clauses: Sequence[tuple[int, int]], gone: Sequence[tuple[int, int]]
) -> tuple[str, int]:
    """Returns the text without these spans, and the place in it where the first of them stood. A clause of which no
    words of its own are left goes, together with a label before it such as "note"."""
    kept: list[tuple[str, str]] = []
    """The words that are left of each clause, and the signs after it."""
    at, labels = None, 0
    for place, (start, end) in enumerate(clauses):
        then = clauses[place + 1][0] if place + 1 < len(clauses) else len(text)
        rest, is_cut = _cut_out(text, start, end, gone)
        if is_cut and at is None:
            at = len("".join(map("".join, kept[: len(kept) - labels])))
        if is_cut and _is_alone(folded(rest)):
            kept = kept[: len(kept) - labels]
            labels = 0
            continue
        is_label = not is_cut and _is_alone(_BOUND.sub("", plain[start:end])) and not _SAYS.search(plain[start:end])
        labels = labels + 1 if is_label else 0
        kept.append((re.match(r"\s?", rest)[0] + rest.strip() if is_cut else rest, text[end:then]))
    said = "".join(map("".join, kept))
    main = re.sub(r"[ \t]{2,}", " ", said).strip(" \t\n,，;；:：、-(（[")
    main = _TRAILING.sub("", main).strip(" \t\n,，;；:：、-")
    return main, min(at or 0, len(main))


def _cut_out(text: str, start: int, end: int, gone: Sequence[tuple[int, int]]) -> tuple[str, bool]:
    """Returns the words of the clause that lie in none of the spans, and whether any lay in one."""
    kept, at = "", start
    inside = [(max(begin, start), min(stop, end)) for begin, stop in sorted(gone) if begin < end and start < stop]
    for begin, stop in inside:
        kept += text[at:begin] if begin > at else ""
        at = max(at, stop)
    return kept + text[at:end], bool(inside)
