"""Reads a supplier's report on the work on an order in its words: the stage, the day on which the goods leave or arrive,
how much is made, and the reason of a delay."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from actions.dialogue.brief import is_brief
from actions.dialogue.discourse import Json
from actions.dialogue.said.entities import read_day
from actions.dialogue.turn import Turn
from actions.marketplace.trades.letters.records import find_language
from actions.marketplace.trades.orders.lifecycle import LIFECYCLE, TO_MAKE
from actions.marketplace.trades.orders.lifecycle import Event as LifecycleEvent
from actions.marketplace.trades.orders.records import Order
from actions.reading.days import read_day_of_month
from actions.trades.notes.drafting import say_day
from actions.trades.notes.reasons import leaves_reason_out, read_given_reason
from actions.trades.orders.selling.reading_progress import PROGRESS, is_whole, read_progress

STARTED, FINISHED, SHIP_DAY, LATE = "started", "finished", "ship_day", "late"
ARRIVAL = "arrival"
"""The stage of a report that goods on their way will arrive on another day."""
STAGES = (STARTED, PROGRESS, FINISHED, SHIP_DAY, LATE, ARRIVAL)
_MOST_DAYS = 120
_FEW_WORDS, _FEW_HAN = 4, 6
"""The most words and Chinese characters of a message that only names a day."""
_SOME_WORDS, _SOME_HAN = 7, 12
"""The most words and Chinese characters of a message whose only day is the new day of shipment."""
NO_DAY = "none"
"""The value of the slot for the day in a report that needs no day."""
NEED_DAY = (SHIP_DAY, LATE, ARRIVAL)
"""The stages whose report needs a day."""
_EVENTS: Mapping[str, LifecycleEvent] = {
    STARTED: "start",
    PROGRESS: "progress",
    FINISHED: "finish",
    SHIP_DAY: "set_ship_day",
    LATE: "postpone",
    ARRIVAL: "arrive_late",
}
"""The event of an order's lifecycle that each stage reports."""
OF_PROGRESS = frozenset(("made", "step"))
"""The values of a report that say how far the production is."""
_OF_PARTS = frozenset(("leaves_first", "rest_later"))
"""Topics of messages about a shipment in parts."""


def reports_progress(turn: Turn, order: Order) -> bool:
    """Returns whether the message reports how much of an order is made, or which step the work has reached, and nothing
    besides that such a report cannot hold, such as a day on which the rest leaves."""
    if order.state not in TO_MAKE or turn.is_pressed or not turn.cues.progress:
        return False
    coming = any(day > turn.today for day in turn.entities.days)
    if (turn.topics & _OF_PARTS or (coming and not is_late(turn))) and not _says_day_of_rest(turn, order):
        return False
    return bool(turn.cues.progress.get("vague") or read_progress(turn, order, {}))


def _says_day_of_rest(turn: Turn, order: Order) -> bool:
    """Returns whether the only thing besides the progress is when the rest will be made, by the promised day."""
    coming = [day for day in turn.entities.days if day > turn.today]
    in_time = order.ships_on is None or all(day <= order.ships_on for day in coming)
    return bool(turn.cues.progress.get("rest")) and in_time and not is_late(turn)


def read_moved_day(turn: Turn, order: Order) -> dt.date | None:
    """Returns the other day that the message gives goods whose delay was the last thing that happened: "our purchaser
    found another factory, 9 december is ok now", 15号可以了."""
    if not order.events or order.events[-1].kind != "late" or order.ships_on is None or turn.is_pressed or turn.asks:
        return None
    if not turn.cues.can_keep or turn.cues.progress:
        return None
    days = {day for day in turn.entities.days if day > turn.today}
    day = read_day_of_month(turn, order.ships_on) if not days else next(iter(days)) if len(days) == 1 else None
    return day if day != order.ships_on else None


def is_late(turn: Turn) -> bool:
    """Returns whether the message says that something is late, or that a day cannot be kept."""
    return LATE in turn.reports or turn.cues.not_in_time


def tells_more_than_stages(turn: Turn) -> bool:
    """Returns whether the message describes the progress in more detail than the stages do: how much is made, or a day
    for a step other than the shipment. Such a day must not be promised to the buyer as the day of shipment."""
    if turn.is_pressed or turn.entities.has("stage"):
        return False
    if turn.cues.tells_progress or is_partly_done(turn):
        return True
    says_day = bool(read_day_ahead(turn)) and not is_brief(turn.text, _FEW_WORDS, _FEW_HAN)
    is_of_now = _is_done_today(turn, read_day_ahead(turn))
    return says_day and not is_of_now and not is_late(turn) and not turn.cues.speaks_of_leaving


def is_partly_done(turn: Turn) -> bool:
    """Returns whether the message says that a share of the goods, such as half of them, is finished, and reports no
    delay."""
    shares = "partly" in turn.topics or any(0 < percent < 100 for percent in turn.percents)
    return shares and FINISHED in turn.reports and not is_late(turn) and not turn.is_pressed


def read_report(turn: Turn, order: Order, known: Json) -> Json:
    """Returns the stage, the day and the progress that the message gives. A future day is the day on which the goods
    leave; whether it is late depends on the promised day."""
    held = turn.entities.word("stage")
    counts_days = is_late(turn) or known.get("stage") in NEED_DAY
    promised = find_promised(order, known)
    given = read_later_than_promised(turn, promised) or read_day_ahead(turn)
    given = given or _read_day_of_month(turn, promised, known)
    given = given or (_read_days_later(turn, promised, known) if counts_days else {})
    if _is_of_the_story(turn, order, known, given) or _is_missed(turn, promised, given):
        given = {}
    if known.get("stage") == ARRIVAL:
        return {"stage": ARRIVAL, **given}
    progress = read_progress(turn, order, known)
    if progress and _says_day_of_rest(turn, order):
        given = {}
    if given and known.get("stage") == PROGRESS and turn.cues.finishes:
        progress, given = {**progress, "step": _add_to_step(known, _with_day(turn, given))}, {}
    if held in STAGES:
        stage: str | None = held
    elif is_late(turn):
        stage = LATE
    elif given and not _is_done_today(turn, given):
        stage = known.get("stage") if known.get("stage") in (SHIP_DAY, LATE) else SHIP_DAY
    elif progress and known.get("stage") not in (SHIP_DAY, LATE):
        stage = FINISHED if is_whole(order, progress) else PROGRESS
    elif turn.cues.progress.get("vague"):
        stage = PROGRESS
    else:
        stage = next((one for one in (FINISHED, STARTED) if one in turn.reports), None)
    stage = stage or known.get("stage")
    if stage is None or stage not in possible_stages(order):
        return given if known.get("stage") in (SHIP_DAY, LATE) else {}
    if stage in (STARTED, FINISHED):
        return {"stage": stage, "day": NO_DAY, **dict.fromkeys(OF_PROGRESS & set(known))}
    return {"stage": stage, **progress, **(given if stage in NEED_DAY else {"day": NO_DAY})}


def _with_day(turn: Turn, given: Json) -> str:
    """Returns the words with the date of a day such as 下周三 behind them, which its reader would have to reckon."""
    day, words = read_day(given["day"]), turn.text.strip()
    if day is None or len(turn.entities.days) != 1:
        return words
    return f"{words}（{say_day('zh', day)}）" if find_language(words) == "zh" else f"{words} ({say_day('en', day)})"


def _add_to_step(known: Json, words: str) -> str:
    """Returns the words about the step that the report has, with these words behind them. The day on which goods will
    be finished is reported in this way, since it is not the day on which they leave."""
    before = str(known.get("step") or "")
    return "; ".join(filter(None, (before, words.strip())))


def find_promised(order: Order, report: Json) -> dt.date | None:
    """Returns the day from which a delay is counted: the day on which the goods were to leave or, for goods on their
    way, to arrive."""
    if report.get("stage") != ARRIVAL:
        return order.ships_on
    return next((one.eta for one in order.on_the_way if one.id == report.get("shipment")), None)


def _is_missed(turn: Turn, promised: dt.date | None, given: Json) -> bool:
    """Returns whether the day is one that the message says cannot be kept: the promised one, or one before it, since a
    delay never leads to an earlier day: 13号怕赶不上."""
    day = given.get("day")
    if day is None or promised is None:
        return False
    return (turn.cues.not_in_time and day <= promised.isoformat()) or (is_late(turn) and day == promised.isoformat())


def _is_of_the_story(turn: Turn, order: Order, known: Json, given: Json) -> bool:
    """Returns whether the day, which is before the promised one, belongs to other things in a long message. In a short
    message, the only day is the new day of shipment: 又改了，推迟到下周五."""
    tells = turn.intent != "report_production" and not known and not is_brief(turn.text, _SOME_WORDS, _SOME_HAN)
    return tells and order.ships_on is not None and given.get("day", "9") < str(order.ships_on)


def _is_done_today(turn: Turn, given: Json) -> bool:
    """Returns whether the message reports a stage of today, so that its day is no future day: "started today"."""
    return given.get("day") == turn.today.isoformat() and bool({STARTED, FINISHED} & set(turn.reports))


def possible_stages(order: Order) -> tuple[str, ...]:
    """Returns the stages that can be reported for an order in this state."""
    return tuple(stage for stage in STAGES if order.state in LIFECYCLE[_EVENTS[stage]].before)


def read_day_ahead(turn: Turn) -> Json:
    """Returns the future day that the message names, also as the end of a period: "in two weeks", 月底前."""
    coming = [day for day in turn.entities.days if day >= turn.today]
    deadline = None if turn.is_pressed else turn.cues.deadline
    day = max(coming) if coming else deadline if deadline and deadline >= turn.today else None
    return {"day": day.isoformat()} if day else {}


def _read_day_of_month(turn: Turn, promised: dt.date | None, known: Json) -> Json:
    """Returns the future day that the message names without a month, near the known day: "make it the 20th". In a report
    with a day, which is not counted in days, a bare number is such a day, too: 16吧."""
    about = read_day(known.get("day")) or promised
    bare = known.get("stage") in NEED_DAY and not known.get("later")
    day = read_day_of_month(turn, about, bare=bare) if about else None
    return {"day": day.isoformat(), "later": None} if day else {}


def read_later_than_promised(turn: Turn, promised: dt.date | None) -> Json:
    """Returns the day that is so many days after or before the promised one, for "5 days later". Without this function,
    the days would be counted from today, as they are in "in 5 days" and 5天后."""
    if turn.is_pressed or not turn.shifts or promised is None or turn.cues.deadline:
        return {}
    from_today = turn.today + dt.timedelta(turn.shifts[-1])
    others = any(day not in (from_today, promised) for day in turn.entities.days)
    if not 0 < abs(turn.shifts[-1]) <= _MOST_DAYS or others:
        return {}
    day = max(promised, turn.today) + dt.timedelta(turn.shifts[-1])
    return {"day": day.isoformat()} if day >= turn.today else {}


def _read_days_later(turn: Turn, promised: dt.date | None, known: Json) -> Json:
    """Returns the promised day plus the number of days that the message names: "5 days late"."""
    said = turn.cues.swapped_days or turn.cues.duration  # 四天改五天
    later = turn.shifts[-1] if turn.shifts else None if turn.is_pressed else said
    if later is None and known.get("later") and len(turn.numbers) == 1:
        later = int(turn.numbers[0])  # "say 12"
    if not later or not 0 < later <= _MOST_DAYS or promised is None:
        return {}
    day = max(promised, turn.today) + dt.timedelta(later)
    return {"day": day.isoformat(), "later": later}  # "say 12" then means 12 days instead


def read_why(turn: Turn, order: Order, report: Json) -> Json:
    """Returns the reason for a delay, if the message gives one together with the new day."""
    if report.get("stage") not in STAGES or find_stage(order, report) not in (LATE, ARRIVAL):
        return {}
    if report.get("reason") and leaves_reason_out(turn, str(report["reason"])):
        return {"reason": read_given_reason(turn)}  # 原因写窑炉检修 别写坏了 gives another reason
    is_answer = (
        turn.cues.is_question
        or turn.intent in ("affirm", "deny", "cancel")
        or turn.acts.kind in ("yes", "no", "give_up")
    )
    reason = (
        None if is_answer else read_given_reason(turn, report.get("reason"))
    )  # "yeah that's fine, go ahead" gives no reason
    return {"reason": reason} if reason else {}


def find_stage(order: Order, values: Json) -> str:
    """Returns the stage. A day after the promised one is late and a day before it is not, whatever the words of the
    message."""
    day, stage = read_day(values.get("day")), str(values["stage"])
    if stage not in (SHIP_DAY, LATE) or not day or not order.ships_on or day == order.ships_on:
        return stage
    return LATE if day > order.ships_on else SHIP_DAY
