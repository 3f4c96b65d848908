"""Reads what people say about orders without naming a number: their state, the day they were placed, the company, the goods."""

from __future__ import annotations

import datetime as dt
import re

from actions.dialogue.turn import Turn
from actions.marketplace.goods.words.likeness import is_company
from actions.marketplace.trades.orders.records import OrderFilter, OrderState
from actions.reading.periods import read_period

OPEN: tuple[OrderState, ...] = (
    "awaiting_confirmation",
    "accepted",
    "in_production",
    "ready_to_ship",
    "partly_shipped",
    "shipped",
    "disputed",
)
NOT_SHIPPED: tuple[OrderState, ...] = ("awaiting_confirmation", "accepted", "in_production", "ready_to_ship")
_NOT = r"(?:not|n'?t|never|no)(?: (?:been|yet|be|got))*"
_ZH_NOT = r"(?:还没有?|没有?|未|尚未|冇|未有)"
_STATES: tuple[tuple[tuple[OrderState, ...], re.Pattern[str]], ...] = (
    (
        ("awaiting_confirmation",),
        re.compile(
            rf"\b(?:await|wait|pend|need|requir)\w*(?: \w+){{0,3}} confirm\w*|\bto be confirmed\b|\bunconfirmed\b|\bto confirm\b"
            rf"|\b{_NOT} (?:confirmed|accepted)\b|\bpending\b|待(?:我们)?确认|{_ZH_NOT}(?:被)?(?:确认|接单)|(?:等|需要?|要).{{0,4}}确认|待接单"
        ),
    ),
    (
        NOT_SHIPPED,
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
    (OPEN, re.compile(r"(?:未|没|没有|还没)(?:完成|结束|完结)|\bunfinished\b|\bnot (?:yet )?(?:finished|completed|done)\b")),
    (("completed",), re.compile(r"\bcompleted\b|\bfinished\b|\bclosed\b|已?完成的?订?单?|已完结")),
    (("disputed",), re.compile(r"\bdisputed?s?\b|\bclaims?\b|纠纷|争议")),
    (("cancelled",), re.compile(r"\bcancell?ed\b|已?取消(?:了)?的|已取消|取消了?那[单單批笔个]")),
    (("accepted",), re.compile(r"\baccepted\b|\bconfirmed\b|已接单?|已确认|接了的?单?")),
    (OPEN, re.compile(r"\b(?:open|active|ongoing|current|outstanding|live)\b|进行中|在执行|现有")),
)  # fmt: skip
_UNPAID = re.compile(
    rf"\bunpaid\b|\b(?:await|wait|pend)\w*(?: for)? (?:\w+ )?payments?\b|\b{_NOT} paid\b|\bpayments? (?:due|outstanding|pending)\b|\bowe[ds]?\b|\bto (?:be )?pa(?:y|id)\b|(?:未|没|待)(?:有)?[付支](?:款|清|钱|付)?|等待?付款|没给钱|欠款|尾款没"
)
_NEW = re.compile(r"\bnew (?:orders?|ones?)\b|新的?(?:订单|訂單|单子|单)", re.I)
"""Matches "new orders". When a supplier says so, it means the orders that wait for its confirmation."""
_ORDER = re.compile(
    r"\b(?:orders?|shipments?|ship(?:ped|ping)?|track(?:ing)?|deliver\w*|arriv\w*|eta|status|confirm\w*|dispatch\w*|consignment|po)\b"
    r"|\bwhere(?:'?s| is| are)\b|订单|單|单子|单(?!价)|到哪|发[了的出走]|寄出|到了|发货|出货|物流|送到|送达|到货|确认|进度|那批|这批|怎么样了",
    re.I,
)
_OF_ORDER = re.compile(
    r"\btrack\b|\bwhere(?:'?s| is| are) (?:my|our)\b|\b(?:my|our)\b.{0,30}\borders?\b|\border of\b|订单|单子|到哪|物流",
    re.I,
)
_AN_ORDER = re.compile(
    r"^(?:(?:what|how) about |about |and |show me |status of )?(?:(?:the|my|our|that|this) )?[\w' -]{2,40} (?:order|shipment)\b[\s?.!]*$"
    r"|^.{1,12}(?:的?(?:订单|訂單)|那[单單批]|这[单批])(?:呢|怎么样了?|怎样了?)?[\s?？。]*$",
    re.I,
)
_ORDER_AGAIN = re.compile(
    r"\bre-?order|\border (?:\w+ ){0,3}again\b|\b(?:same|last|previous|earlier|my|our) order\b|[一这那上]单|返单|翻单|复购|订单|下单",
    re.I,
)
_ONES = re.compile(
    r"\b(?:ones?|those|all|others?|only|just|list|show)\b|^and\b|的呢|的有|有哪些|的吗?$|只看|呢[?？]?$", re.I
)


def names_orders(text: str) -> bool:
    """Returns whether the words speak of an order or of what happens to one."""
    return _ORDER.search(text) is not None


def repeats_an_order(text: str) -> bool:
    """Returns whether words that ask for the same as before mean an order, and not a request: "reorder", 再来一单."""
    return _ORDER_AGAIN.search(text) is not None


def asks_of_an_order(text: str) -> bool:
    """Returns whether the words can only be about an order that was placed: "track the lamps", 灯的订单."""
    return _OF_ORDER.search(text) is not None


def names_an_order(text: str) -> bool:
    """Returns whether the words name an order by its goods and say little else: "the tomato paste order", 番茄酱那单."""
    return _AN_ORDER.search(text.strip()) is not None


def asks_for_some(text: str) -> bool:
    """Returns whether the words ask for several things of a kind: "and the delivered ones?", 已发货的呢."""
    return _ONES.search(text) is not None


def read_states(text: str) -> tuple[OrderState, ...]:
    """Returns the states of orders that the words name, or (). Negations are checked first: "not delivered yet" means
    that the order is on its way."""
    return next((states for states, pattern in _STATES if pattern.search(text.casefold())), ())


async def read_order_filter(turn: Turn) -> OrderFilter:
    """Returns the conditions on orders that the message holds. Also finds goods and companies that the NLU has not
    marked, if they occur in an order of this account."""
    entities, text = turn.entities, turn.text
    goods, companies = tuple(entities.products), tuple(entities.words("company"))
    mentioned = await turn.market.orders.find_mentioned(turn.account, text)
    if mentioned.companies:
        goods = tuple(said for said in goods if not is_company(said, mentioned.companies))
    goods, companies = goods or mentioned.goods, mentioned.companies or companies
    states = read_states(text)
    if turn.is_supplier and not states and _NEW.search(text):
        states = ("awaiting_confirmation",)
    unpaid = _UNPAID.search(text.casefold()) is not None
    start, end = (None, None) if unpaid else _placed(turn)  # "what do I owe in December" asks for no day of ordering
    if not companies and not goods and "with_them" in turn.topics:
        companies = await _find_other_side(turn)
    return OrderFilter(
        states=() if unpaid else states,
        goods=goods,
        companies=companies,
        placed_from=start,
        placed_before=end,
        unpaid=unpaid,
    )


async def _find_other_side(turn: Turn) -> tuple[str, ...]:
    """Returns the company on the other side of the order that was talked about last, for "what else do we have with them?"."""
    number = turn.word_slot("order_number")
    if number is None or not turn.is_signed_in or not turn.record.is_about("order"):
        return ()
    order = await turn.market.orders.access_order(turn.account, number)
    other = order.buyer if turn.is_supplier else order.supplier
    return (other.name.en,)


def _placed(turn: Turn) -> tuple[dt.date | None, dt.date | None]:
    period = read_period(turn.text, turn.today)
    if period:
        return period.start, period.end
    days = [day for day in turn.entities.days if day <= turn.today]
    return (min(days), max(days) + dt.timedelta(1)) if days else (None, None)
