"""Writes messages of a supplier to a buyer from values instead of passing on the typed words: the day on which each
part of an order can be delivered, the compensation for damaged goods, and how far the production is with the day on
which it ends. If the supplier corrects a value, the message is written again; other words of the supplier follow the
written sentences unchanged.

The task of the message (`actions.trades.questions.asking.QUESTION`) keeps the values under `told`, with the number of
sentences that were written from them (`lines`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from actions.dialogue.discourse import Json
from actions.dialogue.said.entities import read_day, read_money
from actions.dialogue.turn import Turn
from actions.marketplace.trades.orders.records import Order
from actions.trades.notes.drafting import say_day

TOLD = "told"
"""The name under which the task of a message keeps the values from which the message is written."""
SPLIT, AMENDS, PROGRESS, REFUND = "split", "amends", "progress", "refund"
PACKING = "packing"
_GIVES = 0.35
_PERCENT = Decimal(100)
_SIGNS = {"USD": "US$", "CNY": "¥", "EUR": "€", "GBP": "£"}
_UNITS = {
    "zh": {"piece": "件", "set": "套", "pair": "双", "carton": "箱", "tonne": "吨", "kg": "公斤", "metre": "米"},
    "en": {
        "piece": "pieces",
        "set": "sets",
        "pair": "pairs",
        "carton": "cartons",
        "tonne": "tonnes",
        "kg": "kg",
        "metre": "metres",
    },
}
_SPLIT = {
    "zh": {
        "part": "您好！订单{number}的{whole}，我们可以先交{now}。",
        "rest": "其余{later}{time}",
        "rest_open": "其余{later}需另行安排。",
        "asks": "您看这样可以吗？",
    },
    "en": {
        "part": "Good day, of the {whole} of order {number} we can deliver {now} first.",
        "rest": "The other {later}: {time}",
        "rest_open": "The other {later} would follow later.",
        "asks": "Would that be all right for you?",
    },
}
_AMENDS = {
    "zh": {
        "sorry": "您好！订单{number}有{broken}损坏，非常抱歉。",
        "greets": "您好！关于订单{number}：",
        "offer": "我们愿意{options}。",
        "money": "退款{amount}（总额）",
        "anew": "补发{count}",
        "anew_more": "补发{count}（多出的{more}作为赔礼）",
        "paid_for": "退还{count}的货款（{amount}）",
        "or": "，或者",
        "asks": "请您选择其中一种。",
        "asks_one": "您看可以吗？",
        "next": "随下一批货",
    },
    "en": {
        "sorry": "Good day, we are sorry that {broken} of order {number} arrived damaged.",
        "greets": "Good day, about order {number}:",
        "offer": "We offer {options}.",
        "money": "a refund of {amount} in total",
        "anew": "{anew} new {unit}",
        "anew_more": "{anew} new {unit} ({more} of them with our apologies)",
        "paid_for": "the price of {count} back ({amount})",
        "or": ", or ",
        "asks": "Please tell us which you prefer.",
        "asks_one": "Would that be all right for you?",
        "next": " with the next shipment",
    },
}
_PROGRESS = {
    "zh": {"made": "您好！订单{number}已经开始生产，目前完成约{share}%。", "day": "预计{day}完工。"},
    "en": {
        "made": "Good day, order {number} is in production, and about {share}% of it is done.",
        "day": "It should be finished on {day}.",
    },
}
_PACKING = {
    "zh": {"gross": "您好！订单{number}的装箱数据：毛重{gross}公斤", "cartons": "，共{cartons}箱", "end": "。"},
    "en": {
        "gross": "Good day, for the packing list of order {number}: gross weight {gross} kg",
        "cartons": ", {cartons} cartons",
        "end": ".",
    },
}
_REFUND = {
    "zh": {
        "coming": "您好！订单{number}的退款{amount}将于{day}支付。",
        "paid": "您好！订单{number}的退款{amount}已于{day}付出。",
    },
    "en": {
        "coming": "Good day, the refund of {amount} for order {number} will be paid on {day}.",
        "paid": "Good day, the refund of {amount} for order {number} was paid on {day}.",
    },
}
_PARTS_OF_DAY = {
    "zh": {"morning": "上午", "noon": "中午", "afternoon": "下午", "evening": "晚上"},
    "en": {
        "morning": " in the morning",
        "noon": " at noon",
        "afternoon": " in the afternoon",
        "evening": " in the evening",
    },
}


def find_split(turn: Turn, order: Order) -> Json | None:
    """Returns the parts in which the supplier can deliver the order: two numbers of the message whose sum is the
    ordered quantity, whatever the words around them. Without such numbers, returns only the whole quantity if the
    message says that the supplier cannot deliver it at once, else None."""
    whole = order.lines[0].quantity
    base: Json = {"kind": SPLIT, "number": order.number, "whole": str(whole.value), "unit": whole.unit}
    if _make_up(_list_parts(turn, whole.value), whole.value):
        return _take_parts(turn, base)
    said = [Decimal(str(each["number"])) for each in turn.cues.parts]
    return base if turn.cues.cannot_be_done and said[-1:] == [whole.value] else None


def find_amends(turn: Turn, order: Order) -> Json | None:
    """Returns the compensation that the message offers the buyer for goods that have arrived: an amount of money, new
    pieces, or the price of some pieces. Returns None if it offers none."""
    line = order.lines[0]
    price = line.unit_price
    base: Json = {"kind": AMENDS, "number": order.number, "unit": line.quantity.unit}
    base |= {"price": {"amount": str(price.amount), "currency": price.currency}}
    taken = _take_amends(turn, base)
    return taken if taken.get("options") else None


def find_progress(turn: Turn, order: Order) -> Json | None:
    """Returns which share of the order is made, or None if the message does not say it."""
    base: Json = {"kind": PROGRESS, "number": order.number}
    taken = _take_progress(turn, base)
    return taken if taken.get("share") else None


def find_refund_day(turn: Turn, order: Order) -> Json | None:
    """Returns the day on which the supplier pays the refund of the order, or has paid it, or None if the message does
    not name it."""
    refund = next((each for each in order.payments if each.kind == "refund" and each.state != "paid"), None)
    if refund is None:
        return None
    amount = {"amount": str(refund.amount.amount), "currency": refund.amount.currency}
    taken = _take_refund(turn, {"kind": REFUND, "number": order.number, "amount": amount})
    return taken if taken.get("day") else None


def find_packing(turn: Turn, order: Order) -> Json | None:
    """Returns the gross weight and the number of cartons of the order, or None if the message does not name the
    weight."""
    taken = _take_packing(turn, {"kind": PACKING, "number": order.number})
    return taken if taken.get("gross") else None


def tell(turn: Turn, told: Json) -> Json:
    """Returns the values of the task for a new message that is written from `told`."""
    told = {"language": find_language(turn), **told}
    sentences = _write(told)
    return {TOLD: {**told, "lines": len(sentences)}, "words": sentences or None}


def find_language(turn: Turn) -> str:
    """Returns the language of the supplier, in which its messages are written: `zh` or `en`."""
    return "zh" if turn.context.language == "zh" else "en"


def retell(turn: Turn, known: Json) -> Json:
    """Returns the new values of the task if the contact corrects or adds a value from which the message is written.
    Returns {} if the contact does neither."""
    told = known.get(TOLD)
    if not isinstance(told, dict) or turn.is_pressed:
        return {}
    if turn.cues.asks_to_translate and turn.cues.language in ("zh", "en"):
        new: Json = {**told, "language": turn.cues.language}
    elif turn.asks or turn.acts.share("value", "correct", "no", "wish", "condition") < _GIVES:
        return {}
    else:
        new = _TAKE[str(told["kind"])](turn, told)
    if new == told:
        return {}
    sentences = _write(new)
    others = list(known.get("words") or [])[int(told.get("lines") or 0) :]
    return {TOLD: {**new, "lines": len(sentences)}, "words": [*sentences, *others] or None}


def lacks_quantity(values: Json) -> bool:
    """Returns whether the supplier still has to say how many pieces it can deliver now."""
    told = values.get(TOLD)
    return isinstance(told, dict) and told.get("kind") == SPLIT and not told.get("now")


def _list_parts(turn: Turn, whole: Decimal) -> list[Mapping[str, Any]]:
    """Returns the numbers of the message that may be a part of the `whole` quantity."""
    return [each for each in turn.cues.parts if 0 < Decimal(str(each["number"])) < whole]


def _make_up(parts: Sequence[Mapping[str, Any]], whole: Decimal) -> bool:
    return len(parts) == 2 and sum(Decimal(str(each["number"])) for each in parts) == whole


def _take_parts(turn: Turn, told: Json) -> Json:
    whole = Decimal(str(told["whole"]))
    parts = _list_parts(turn, whole)
    new = dict(told)
    if _make_up(parts, whole):
        rest = next((each for each in parts if each["is_rest"]), parts[1])
        new["now"] = str(whole - Decimal(str(rest["number"])))
    elif len(parts) == 1:
        rest, number = parts[0], Decimal(str(parts[0]["number"]))
        new["now"] = str(whole - number if rest["is_rest"] else number)
    else:
        rest = {"is_rest": False, "time": ""}
    time = (rest["time"] if rest["is_rest"] or len(parts) == 2 else "") or (
        turn.cues.rest_time if len(parts) < 2 else ""
    )
    return {**new, "time": time} if time else new


def _take_amends(turn: Turn, told: Json) -> Json:
    found, new = turn.cues.amends, dict(told)
    options: Json = dict(told.get("options") or {})
    prices = [price for price in turn.entities.prices_in(str(told["price"]["currency"])) if price.amount > 0]
    said: Json = {name: str(found[name]) for name in ("anew", "paid_for") if found.get(name)}
    if prices and (found.get("money") or "money" in options):
        said["money"] = {"amount": str(prices[-1].amount), "currency": prices[-1].currency}
    elif not said and turn.acts.kind == "correct" and len(turn.cues.written) == 1 and told.get("last"):
        last, number = str(told["last"]), str(turn.cues.written[0])  # "make that 25"
        said[last] = {**options[last], "amount": number} if last == "money" else number
    options |= said
    if said:
        new["last"] = next(iter(said))
    if found.get("broken"):
        new["broken"] = str(found["broken"])
    if turn.cues.with_next:
        new["next"] = True
    if "total" in turn.topics and "money" in options:
        new["total"] = True  # for "in total, not per piece"
    return {**new, "options": options} if options else new


def _take_progress(turn: Turn, told: Json) -> Json:
    new, shares = dict(told), [each.number for each in turn.shares if 0 < each.number < 1]
    percents = [number for number in turn.percents if 0 < number < _PERCENT]
    if shares:
        new["share"] = str(int(shares[-1] * _PERCENT))
    elif percents:
        new["share"] = str(int(percents[-1]))
    coming = [day for day in turn.entities.days if day > turn.today]
    if coming and "share" in told:
        new["day"] = coming[-1].isoformat()
    return new


def _take_refund(turn: Turn, told: Json) -> Json:
    days = turn.entities.days
    if not days:
        return told
    was_paid = days[-1] < turn.today or turn.cues.reports_payment or bool(told.get("paid"))
    paid = days[-1] <= turn.today and was_paid
    return {**told, "day": days[-1].isoformat(), "paid": paid, "part": turn.cues.part_of_day}


def _take_packing(turn: Turn, told: Json) -> Json:
    return {**told, **{name: str(value) for name, value in turn.cues.packing_data.items()}}


_TAKE: dict[str, Callable[[Turn, Json], Json]] = {
    SPLIT: _take_parts,
    AMENDS: _take_amends,
    PROGRESS: _take_progress,
    REFUND: _take_refund,
    PACKING: _take_packing,
}
"""The functions that read the values of a message, by the kind of the message."""


def _write(told: Json) -> list[str]:
    return _WRITE[str(told["kind"])](told, "zh" if told.get("language") == "zh" else "en")


def _write_split(told: Json, language: str) -> list[str]:
    if not told.get("now"):
        return []
    said, whole, now = _SPLIT[language], Decimal(str(told["whole"])), Decimal(str(told["now"]))
    shown = {"number": told["number"], "whole": _count(told, whole, language), "now": _count(told, now, language)}
    later, time = _count(told, whole - now, language), str(told.get("time") or "")
    end = "" if time.endswith((".", "。", "！")) else "。" if language == "zh" else "."
    rest = said["rest"].format(later=later, time=time) + end if time else said["rest_open"].format(later=later)
    return [said["part"].format(**shown), rest, said["asks"]]


def _write_amends(told: Json, language: str) -> list[str]:
    said, options = _AMENDS[language], dict(told["options"])
    broken, number = Decimal(str(told.get("broken") or 0)), told["number"]
    written = []
    if amount := read_money(options.get("money")):
        written.append(said["money"].format(amount=_say_money(amount.amount, amount.currency)))
    if anew := Decimal(str(options.get("anew") or 0)):
        count = _count(told, anew, language)
        more = _count(told, anew - broken, language) if language == "zh" else f"{(anew - broken).normalize():,f}"
        words = said["anew_more" if 0 < broken < anew else "anew"].format(
            count=count, more=more, anew=f"{anew.normalize():,f}", unit=count.rpartition(" ")[2]
        )
        following = said["next"] if told.get("next") else ""
        written.append(following + words if language == "zh" else words + following)
    if paid := Decimal(str(options.get("paid_for") or 0)):
        price = read_money(told["price"])
        worth = _say_money(price.amount * paid, price.currency) if price else ""
        written.append(said["paid_for"].format(count=_count(told, paid, language), amount=worth))
    first = said["sorry" if broken else "greets"].format(number=number, broken=_count(told, broken, language))
    offer = said["offer"].format(options=said["or"].join(written))
    return [first, offer, said["asks" if len(written) > 1 else "asks_one"]]


def _write_progress(told: Json, language: str) -> list[str]:
    said, day = _PROGRESS[language], read_day(told.get("day"))
    written = [said["made"].format(number=told["number"], share=told["share"])]
    return [*written, said["day"].format(day=say_day(language, day))] if day else written


def _write_refund(told: Json, language: str) -> list[str]:
    amount, day = read_money(told["amount"]), read_day(told["day"])
    assert amount is not None
    assert day is not None
    part = _PARTS_OF_DAY[language].get(str(told.get("part")), "")
    shown = {"amount": _say_money(amount.amount, amount.currency), "day": say_day(language, day) + part}
    return [_REFUND[language]["paid" if told.get("paid") else "coming"].format(number=told["number"], **shown)]


def _write_packing(told: Json, language: str) -> list[str]:
    said, gross, cartons = _PACKING[language], Decimal(str(told["gross"])), told.get("cartons")
    boxes = said["cartons"].format(cartons=f"{Decimal(str(cartons)):,f}") if cartons else ""
    return [said["gross"].format(number=told["number"], gross=f"{gross:,f}") + boxes + said["end"]]


_WRITE: dict[str, Callable[[Json, str], list[str]]] = {
    SPLIT: _write_split,
    AMENDS: _write_amends,
    PROGRESS: _write_progress,
    REFUND: _write_refund,
    PACKING: _write_packing,
}
"""The functions that write the sentences of a message, by the kind of the message."""


def _count(told: Json, number: Decimal, language: str) -> str:
    unit = _UNITS[language].get(str(told.get("unit")), "" if language == "en" else "件")
    if language == "en":
        unit = unit.removesuffix("s") if number == 1 else unit
        return f"{number.normalize():,f} {unit}".strip()
    return f"{number.normalize():,f}{unit}"


def _say_money(amount: Decimal, currency: str) -> str:
    return f"{_SIGNS.get(currency, currency + ' ')}{amount:,.2f}"
