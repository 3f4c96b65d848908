"""Finds what words say about orders: whether they speak of one, its state, whether it is the latest, and what was paid.
Imports nothing of Rasa."""

from __future__ import annotations

import re

from nlu.turn.words.cues.finder import Finder, has

_OPEN = (
    "awaiting_confirmation",
    "accepted",
    "in_production",
    "ready_to_ship",
    "partly_shipped",
    "shipped",
    "disputed",
)
_NOT_SHIPPED = ("awaiting_confirmation", "accepted", "in_production", "ready_to_ship")
_NOT = r"(?:not|never|no|(?:is|are|was|were|has|have|had|do|does|did)n'?t)(?: (?:been|yet|be|got))*"
_ZH_NOT = r"(?:还没有?|没有?|未|尚未|冇|未有)"
STATES: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...] = (
    (
        ("awaiting_confirmation",),
        re.compile(
            rf"\b(?:await|wait|pend|need|requir)\w*(?: \w+){{0,3}} confirm\w*|\bto be confirmed\b|\bunconfirmed\b|\bto confirm\b"
            rf"|\b{_NOT} (?:confirmed|accepted)\b|\bpending\b|待(?:我们)?确认|{_ZH_NOT}(?:被)?(?:确认|接单)|(?:等|需要?|要).{{0,4}}确认|待接单"
        ),
    ),
    (
        _NOT_SHIPPED,
        re.compile(rf"\b{_NOT} (?:shipped|sent|dispatched)\b|\bunshipped\b|\b(?:have|need|has|got|supposed) to (?:ship|send|dispatch)\b|(?:要|该|需要)发货|{_ZH_NOT}(?:发货|发走|发出|出货|发的)|未发"),
    ),
    (("partly_shipped",), re.compile(r"\bpart(?:ly|ially)? (?:shipped|sent|shipments?)\b|部分(?:发货|出货|发出)|分批")),
    (
        ("shipped", "partly_shipped"),
        re.compile(rf"\b{_NOT} (?:arrived|delivered|received)\b|{_ZH_NOT}(?:到货|送达|收到|送到|到的)"),
    ),
    (("ready_to_ship",), re.compile(r"\bready (?:to|for) (?:ship\w*|dispatch|send\w*)\b|\bto be shipped\b|待(?:发货|出货|发运)|等着?发货|备好货")),
    (
        ("in_production",),
        re.compile(r"\bin production\b|\bunder production\b|\bbeing (?:made|produced|manufactured)\b|\bin manufactur\w+|生产中|在生产|(?:正)?在做的|投产|在产"),
    ),
    (("shipped",), re.compile(r"\bshipped\b|\bin transit\b|\bon (?:the|its|their) way\b|\bat sea\b|\bon the water\b|\bunderway\b|已发货?|在途|运输中|路上|发[出走]的|已出货|发货了的")),
    (("delivered", "completed"), re.compile(r"\bdelivered\b|\barrived\b|\breceived\b|已?送达|已?到货|已收货|送到的|收到的")),
    (_OPEN, re.compile(r"(?:未|没|没有|还没)(?:完成|结束|完结)|\bunfinished\b|\bnot (?:yet )?(?:finished|completed|done)\b")),
    (("completed",), re.compile(r"\bcompleted\b|\bfinished\b|\bclosed\b|已?完成的?订?单?|已完结")),
    (("disputed",), re.compile(r"\bdisputed?s?\b|\bclaims?\b|纠纷|争议")),
    (("cancelled",), re.compile(r"\bcancell?ed\b|已?取消(?:了)?的|已取消|取消了?那[单單批笔个]")),
    (("accepted",), re.compile(r"\baccepted\b|\bconfirmed\b|已接单?|已确认|接了(?!(?:几|多少|[一二两三四五六七八九十\d]+)[单个张])的?单?")),
    (_OPEN, re.compile(r"\b(?:open|active|ongoing|current|outstanding|live|running|in progress|on the go)\b|进行中|在执行|现有|还在跑|在跑的|没走完")),
)  # fmt: skip
_TIME = (
    r"(?:(?:last|this|past|previous) (?:week|month|year)(?:'?s)?|yesterday(?:'?s)?|(?:last|past) (?:\w+ ){1,2}(?:days|weeks|months)"
    r"|(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)(?:[a-z]{3,6})?(?:'?s)?)"
)
_TRADE = (
    r"(?:orders?|ones?|shipments?|batch|lot|purchase|requests?|rfqs?|inquir\w+|enquir\w+|samples?|claims?|complaints?)"
)
_TRADED = r"(?:ordered|placed|bought|purchased|requested|opened|made|began|started)"
_ZH_TIME = r"(?:[上这本](?:一?个)?(?:周|星期|礼拜|月)|昨天|昨日|去年|今年|(?:\d{1,2}|十[一二]?|[一二三四五六七八九])月份?|(?:最近|近|前)[\d一两二三几]*[天周月])"
_AN_ORDER = re.compile(
    r"^(?:(?:what|how) about |about |and |show me |status of )?(?:(?:the|my|our|that|this) )?[\w' -]{2,40} (?:order|shipment)\b[\s?.!]*$"
    r"|^.{1,12}(?:的?(?:订单|訂單)|那[单單批]|这[单批])(?:呢|怎么样了?|怎样了?)?[\s?？。]*$",
    re.I,
)


def find_states(text: str) -> list[str]:
    """Returns the states of orders that the words name. Negations are checked first: "not delivered yet" means that the order is on
    its way."""
    plain = text.casefold()
    return next((list(states) for states, pattern in STATES if pattern.search(plain)), [])


def is_order_by_goods(text: str) -> bool:
    """Returns whether the words name an order by its goods and say little else: "the tomato paste order", 番茄酱那单."""
    return _AN_ORDER.search(text.strip()) is not None


FINDERS: dict[str, Finder] = {
    "order_states": find_states,
    # The words say by its state which order is meant: "the cancelled one", 取消的那单.
    "calls_by_state": has(
        r"\b(?:cancell?ed|unconfirmed|confirmed|unshipped|shipped|delivered|completed|finished|disputed|pending)\s(?:one|order)\b"
        rf"|\b(?:one|order) (?:(?:that|which)(?:'?s| is| was| has)? (?:still |yet )?|still |which |that ){{0,2}}(?:{_NOT}|wait\w*|cancel\w+|deliver\w+)"
        r"|(?:取消|确认|接单|发货|发走|到货|收到|送达|送到|完成|投产)[了过掉]?的?[那这][单單批笔个]"
    ),
    # The words say by the time when it began which order is meant: "last week's order", 上周那单.
    "calls_by_time": has(
        rf"\b{_TIME} (?:\w+ ){{0,2}}{_TRADE}\b|\b(?:{_TRADE}|{_TRADED}) (?:\w+ ){{0,3}}{_TIME}\b"
        rf"|{_ZH_TIME}(?:[\u4e00-\u9fff]{{0,4}})(?:[那这][单單批笔个張张]|[订买下][了过]?的|的?(?:订单|單|单|询价|询盘|求购|样品|索赔|投诉))"
    ),
    "unpaid": has(
        rf"\bunpaid\b|\b(?:await|wait|pend)\w*(?: for)? (?:\w+ )?payments?\b|\b{_NOT} paid\b|\bpayments? (?:due|outstanding|pending)\b|\bowe[ds]?\b|\bto (?:be )?pa(?:y|id)\b|(?:未|没|待)(?:有)?[付支](?:款|清|钱|付)?|等待?付款|没给钱|欠款|尾款没"
    ),
    # The words name "new orders", by which a supplier means the ones that wait for its confirmation.
    "new_orders": has(r"\bnew (?:orders?|ones?)\b|新的?(?:订单|訂單|单子|单)"),
    # The words speak of an order or of what happens to one.
    "names_orders": has(
        r"\b(?:orders?|shipments?|ship(?:ped|ping)?|track(?:ing)?|deliver\w*|arriv\w*|eta|status|confirm\w*|dispatch\w*|consignment|po)\b"
        r"|\bwhere(?:'?s| is| are)\b|订单|單|单子|单(?!价)|到哪|发[了的出走]|寄出|到了|发货|出货|物流|送到|送达|到货|确认|进度|那批|这批|怎么样了"
    ),
    # The words ask for all that is under way: "overview of whats still running", 还有哪些单在跑.
    "asks_what_runs": has(
        r"\b(?:what(?:'?s| is| orders? (?:is|are))?|which(?: orders?| ones)?(?: are)?|everything(?: that'?s)?|all(?: that'?s)?|overview|list|show)\b.{0,24}\b(?:running|ongoing|in progress|on the go)\b(?!\s(?:out|late|shoes?|shorts?|low))"
        r"|(?:哪些|什么|几个|所有|全部|都有)[^，,。]{0,6}(?:在跑|进行中|没走完|在执行)|(?:在跑|进行中|没走完)的[^，,。]{0,4}(?:有哪些|列|看|给我)"
    ),
    # The words set a quantity to another one: "the scarves, make it 750", 改成900.
    "sets_quantity": has(
        r"\b(?:make|change|set|raise|lower|cut|reduce|increase|bump)\b(?: [\w'-]+){0,6}? (?:(?:to|into|by) )?\d|\bnot \d[\d.,]* \w* ?but \d"
        r"|(?:改|变|變|换|加|减|減|降|调|調|增|缩)(?:成|为|為|到|至)\s?\d|不是\s?\d[^,，]{0,6}[,，]?\s?(?:而?是|要)\s?\d"
    ),
    # The words leave out the orders that they name: "skip the ones not confirmed yet", 取消的不看.
    "leaves_some_out": has(
        r"\b(?:skip|except|excluding|exclude|without|leave out|leaving out|ignore|ignoring|not counting|apart from|other than|hide|forget)\b(?! me\b)"
        r"|\b(?:but|and|just) not the\b|除了|除开|除去|排除|跳过|不算|不含|除外|(?:的|单)(?:就|都|先)?(?:不看|不要|别列|不列|别算|去掉|不用列|不用看|不管)|(?:不看|不要|别列|不列|别算|去掉)[^,，。]{0,6}的"
    ),
    # Only an order that was placed can be meant by the words: "track the lamps", 灯的订单.
    "asks_of_an_order": has(
        r"\btrack\b|\bwhere(?:'?s| is| are) (?:my|our)\b|\b(?:my|our)\b.{0,30}\borders?\b|\border of\b|订单|单子|到哪|物流"
    ),
    "names_an_order": is_order_by_goods,
    # The words ask for the same as before, and mean an order and not a request: "reorder", 再来一单.
    "repeats_an_order": has(
        r"\bre-?order|\border (?:\w+ ){0,3}again\b|\b(?:same|last|previous|earlier|my|our) order\b|[一这那上]单|返单|翻单|复购|订单|下单"
    ),
    # The words ask for several things of a kind: "and the delivered ones?", 已发货的呢.
    "asks_for_some": has(
        r"\b(?:ones?|those|all|others?|only|just|list|show)\b|^and\b|的呢|的有|有哪些|的吗?$|只看|呢[?？]?$"
    ),
    "latest_order": has(
        r"\b(latest|last|newest|most recent|recent) (order|one|purchase|shipment)\b|最近|最新|最后一|上一[个单次]|刚下"
    ),
    # The words say that a payment was made.
    "reports_payment": has(
        r"\b(?:(?:i|we)(?:'ve| have)?(?: just| already)? (?:paid|transferred|wired|sent the (?:money|payment|deposit|balance))"
        r"|(?:have )?(?:just |already )?(?:paid|transferred|wired) (?:the|my|our|it)\b|(?:deposit|balance|payment) (?:is |was |has been )?(?:paid|sent|made|transferred|wired))"
        r"|(?:已经?|刚刚?|昨天|今天|我们)(?:把.{0,6})?[付汇匯转轉打](?:过|過|了|款|出)|(?:定金|订金|尾款|余款|货款|款)(?:已经?|刚|都)?(?:付|汇|匯|转|轉|打|結|结)(?:过|過|了|清|出)"
    ),
    # The words name a day that is too vague for a date, such as 12月底.
    "names_vague_day": has(r"\d{1,2}\s*(?:月|号|號)|月[底初中]|年[底前后後]|下周|下個?月|[节節][后後]"),
    # The day in the words is the last one for quotations, and not the one on which goods are needed.
    "of_quotes": has(
        r"\b(quot\w*|offers?|bids?|repl\w+|answers?)\b[^,.;]{0,20}\b(by|before|until|within|no later)\b|(报价|回复).{0,6}(截止|前)|(前|内).{0,3}(报价|回复)"
    ),
}
