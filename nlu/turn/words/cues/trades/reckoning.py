"""Finds questions of a supplier about the figures of its own business: its sales, the money that came in, its best
customer, and what waits for it; and questions about the sales of others. Imports nothing of Rasa."""

from __future__ import annotations

from nlu.turn.words.cues.finder import Finder, has, is_short, when_short

_SALES = has(
    r"(?:接|出|做|卖|成交|签)了?(?:几|多少)(?:个|张|笔)?(?:单|订单)(?!没|还没|要|需)|(?:几|多少)(?:个|张|笔)?单[^，,。;；]{0,4}[\s，,]*(?:一共|总共|共|合计|加起来)(?:是)?多少|(?:卖|做|成交|接)了?多少钱|业绩|营业额|销售额|流水多少"
    r"|\bhow many orders (?:did|have|do) we\b|\bhow much (?:did|have) we (?:sell|sold|make|made|turn)\b|\b(?:our|my) (?:turnover|revenue|sales)\b|\bhow (?:are|did|do) we (?:doing|do)\b[^.;]{0,24}\b(?:numbers|figures|sales|month)\b|\b(?:numbers|figures) (?:for|of) (?:the|this|last) (?:month|year|week)\b"
)
_INCOME = has(
    r"(?:收|到|进)(?:了|账了?|款了?)?多少(?:钱|款)|(?:一共|总共|目前|至今)(?:收|进账|到账|回款)了?(?:多少|几)|回款(?:多少|情况|怎么样)|还(?:有|差)多少(?:钱|款)?(?:没|未)(?:收|到|回)"
    r"|\bhow much (?:money )?(?:has |have |did )?(?:we |i )?(?:already |really )?(?:come|came|comes|received?|got|get|collect(?:ed)?) ?(?:in)?\b(?! (?:from|for) (?:the|this|that))|\b(?:and )?(?:what(?:'s| is) )?still to come\b(?! (?:in|with|from) )|\bmoney (?:received|in) so far\b"
)
_BEST_BUYER = has(
    r"(?:哪家|谁)(?:是)?(?:我们|咱们)?(?:的)?(?:最大|最好)(?:的)?(?:客户|买家)?|哪个(?:是)?(?:我们|咱们)?(?:的)?(?:最大|最好)(?:的)?(?:客户|买家)|(?:哪个|哪家|谁)(?:是)?(?:我们|咱们)?(?:的)?(?:买得|下单)最多|(?:最大|最好)的?(?:客户|买家)是(?:谁|哪)|(?:哪个|哪家|谁)(?:客户|买家)?(?:买|订|下)(?:得|的)?最多"
    r"|\b(?:best|biggest|largest|top|main|most important) (?:customer|client|buyer)s?\b|\bwho (?:buys|bought|orders|ordered) (?:the )?most\b"
)
_OTHERS_SALES = has(
    r"\bhow (?:much|many|well)(?: \w+){0,2} (?:does|did|do|has|have) (?!i\b|we\b|you\b|it\b|this\b|that\b)(?:\w+ ){0,3}?(?:sell|sold|earn(?:ed)?|turn over|export)\b(?! (?:it|this|that|them|for)\b)|\b(?:sales|turnover|revenue)(?: figures)? of (?!us\b|ours\b|mine\b|my\b|our\b)\w+|\b(?:their|his|competitors?['’]?s?|other suppliers?['’]?) (?:sales|turnover|revenue)\b"
    r"|(?:别家|别人|人家|他们|他家|同行|对手|对面)[^，,。;；]{0,8}(?:卖|做|出|接)(?:了|得)?(?:多少(?!钱一|钱1)|几)(?!天)|(?:别家|别人|人家|他们|他家|同行|对手)的?(?:销量|销售额|营业额|业绩|流水)"
)
_OF_A_FIRM = has(
    r"^(?!.*[给对向跟]).*(?:每个?月|一个月|每年|一年|上个?月|这个月|今年|去年)[^，,。;；]{0,4}(?:卖|做|接)(?:了|得)?(?:多少|几)"
)
_OUTCOMES = {
    "won": has(
        r"中标|(?:成交|成单|拿下|签下|谈成|接受)了?的?报价|报价[^，,。;；]{0,6}(?:成交|成了|拿下|谈成|被接受|接受了|变成订单)"
        r"|\b(?:won|win|winning|accepted|successful)\b"
    ),
    "lost": has(
        r"(?:没|没有|未)(?:中标|成交|成|拿下|谈成)的?报?价?|(?:被拒|被拒绝|落选|输掉?)了?的?|丢了?的?(?:单|报价)|\b(?:lost|lose|declined|rejected|refused|unsuccessful)\b"
    ),
    "expired": has(r"(?:过期|到期|失效|过了有效期)了?|\b(?:expired?|lapsed|ran out|run out|no longer valid)\b"),
    "withdrawn": has(r"(?:撤回|撤掉|收回)了?的|\b(?:withdrawn|pulled back|taken back)\b"),
}
_OWN_QUOTATIONS = has(
    r"(?:哪些|哪几个?|哪个|有没有|有几个|几个|多少个?|列出|看看)[^，,。;；]{0,10}(?:报价|报的价)|(?:报价|报的价|报过的)[^，,。;；]{0,10}(?:哪些|哪几|哪个|有吗|有没有|几个|多少个)"
    r"|\b(?:which|what|any|how many|show|list|see)\b[^.;?]{0,24}\b(?:quotes|quotations|offers|bids)\b|\b(?:my|our) (?:won|lost|expired|withdrawn|accepted|declined|rejected)[^.;?]{0,8} (?:quotes|quotations|offers|bids)\b"
)


def find_outcome(text: str) -> str | None:
    """Returns the outcome by which the text asks for own quotations: "which of my quotes won?" names `won`."""
    if not _OWN_QUOTATIONS(text):
        return None
    return next((name for name in ("lost", "won", "expired", "withdrawn") if _OUTCOMES[name](text)), None)


_BARGAINS = has(
    r"\b(?:can|could|would|will|do) (?:you|u|caravan|your team)\b[^.;]{0,12}\b(?:bargain|negotiate|haggle|talk (?:up|down)|argue)\b"
    r"|(?:你|你们|平台|客服)?(?:能不能|能|可以|可不可以|帮我|帮忙|替我)+[^，,。;；]{0,10}(?:讲讲?价|砍砍?价|谈谈?价|还还?价|议议?价|磨一?磨价|讨价还价)"
)
_TO_DO = when_short(
    has(
        r"(?:有|没有?)?(?:啥|什么|甚么|哪些)(?:比较)?(?:急|要紧|重要|着急)(?:的事?|事)?[\s，,]?(?:没|没有|吗|么|不|要)?|有(?:啥|什么)?活儿?(?:干|要干|做)?(?:没|吗|么|不)|有(?:啥|什么|哪些)(?:事|活|单)?(?:要|等着|需要)(?:我|我们|咱)?(?:处理|办|弄|做|搞)|(?:啥|什么)等着(?:我|我们)|(?:今天|现在|手上|手头)(?:还)?有(?:啥|什么|哪些)(?:事|活|要办|要做)"
        r"|\b(?:any|anything|something|what|which)(?: orders?| jobs?| work| else)?(?: is| are|'s)? (?:urgent|pending|waiting (?:for|on) (?:us|me)|on my (?:desk|plate|table)|to (?:be )?(?:do|done|handle|handled))\b|\borders? waiting (?:for|on) (?:us|me)\b|\bwhat(?:'s| is) (?:on|up) (?:for )?today\b|\bwhat (?:needs|need) (?:doing|to be done|my attention)\b"
    )
)
_MOST_URGENT = when_short(
    has(
        r"\b(?:which|what)(?: one)?(?: of (?:these|those|them))?(?: is|'s)? (?:the )?most (?:urgent|pressing|important)|\b(?:what|which)(?: one)? (?:should|do|shall) (?:i|we) (?:do|start with|handle|take|tackle) first|\bwhere (?:do|should|shall) (?:i|we) start\b"
        r"|哪[个单件条项](?:事)?(?:最|比较)?(?:急|着急|要紧|紧急)|最(?:急|着急|紧急|要紧)的(?:是)?(?:哪|什么|啥)|先(?:弄|办|做|处理|搞|看)哪|先从哪"
    )
)
_THE_URGENT_ONE = when_short(
    has(
        r"\bthe (?:most )?urgent (?:one|thing|order)\b|\b(?:you|u) (?:called|said (?:was|is)|named) (?:the )?(?:most )?urgent|最急的?那[个单件]|你说最急|急的那[个单件]"
    )
)
_NEWS = when_short(
    has(
        r"有(?:啥|什么|没有)?(?:新)?(?:回话|动静|消息|回复|回音|下文|进展|结果|反应)了?(?:吗|没|么|不)?\s*[?？]?$|(?:回话|回复|回信|回我|答复)了?(?:吗|没|么|没有)\s*[?？]?$|^(?:那|那么)?现在(?:呢|怎么样了?|咋样了?)\s*[?？]?$|(?:接|接受|答应|同意|点头|松口)了?(?:没|吗|没有)(?![\u4e00-\u9fff])|还是装死"
        r"|^\W*(?:so |and |is there |was there |have you )?(?:anything|any news|any word|any reply|any answer|news|something) (?:new )?from\b|\bany (?:news|word|reply|answer|response|movement)\b\s*(?:yet|so far|now)?\s*\??$|^\W*(?:and|so)\s*\?|^\W*(?:and )?now\s*\?$"
    )
)
FINDERS: dict[str, Finder] = {
    "asks_own_sales": when_short(_SALES),
    "asks_own_income": when_short(_INCOME),
    "asks_best_buyer": when_short(_BEST_BUYER),
    "names_outcome": lambda text: find_outcome(text) if is_short(text) else None,
    "asks_to_bargain": when_short(_BARGAINS),
    "asks_others_sales": when_short(_OTHERS_SALES),
    "asks_sales_of_firm": when_short(_OF_A_FIRM),
    "asks_most_urgent": _MOST_URGENT,
    "names_the_urgent_one": _THE_URGENT_ONE,
    "asks_to_do": _TO_DO,
    "asks_news": _NEWS,
}
