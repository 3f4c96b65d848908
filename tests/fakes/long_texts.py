"""Makes messages of the greatest allowed length, in which one small piece is repeated. A careless regular expression
takes minutes to read them."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from tests.fakes.slowness import slowness

LONGEST = 4096
LIMIT_SECONDS = 0.1
"""How many CPU seconds a function that reads texts may take for one of the long messages: twice what is promised, and more
where the machine is slow at the moment (tests/fakes/slowness.py)."""
_TRIES = 4
_PART = 4
"""A function first reads one part in four of a message that repeats a piece. If its time grows with the cube of the
length, the whole message takes 64 times as long."""
_DOUBT = 3
"""The limit must be so many times what the whole message would take if its time went on to grow as it does up to the part. Where
it grows a little faster in the end, the whole is read."""

_DIGITS = ["0", "1", "7", "12", "100234", "1,", "1,000", "1.000", "000 ", "1 ", "12 34 ", "1.5", "1.", "1-", "1/", "1:", "1_", "(1)", "１", "١", "२", "①", "1️⃣", "½", "²"]  # fmt: skip
_NUMERALS = [
    "万",
    "十",
    "百",
    "千",
    "一",
    "二",
    "三",
    "零",
    "廿",
    "一万",
    "一千",
    "三千五",
    "2万5",
    "1万",
    "点一",
    "一点二",
    "壹",
    "〇一",
]
_NUMBER_WORDS = ["one ", "one", "one-", "a hundred ", "hundred ", "twenty ", "twenty-one ", "and ", "one and ", "half ", "half a ", "thousand ", "1k ", "1 lakh ", "a dozen ", "million "]  # fmt: skip
_SPACES = [" ", "\t", "\n", "\u3000", "\u00a0", "\u200b", "\u200d", ". ", ", ", "a ", "a  ", "\r\n", " \n"]
_MARKS = [".", ",", "-", "_", "/", ":", "#", "@", "+", "!", "?", "。", "，", "！", "？", "'", "’", '"', "(", ")", "()", "[", "{", "<", "*", "=", "~", "…", "%", "&", "|", "\\", "-.", "..-", "?!", "：", "（", "；", ";"]  # fmt: skip
_LETTERS = ["a", "A", "z", "aA", "ab", "the ", "i ", "é", "ß", "ſ", "İ", "а", "жук ", "ا", "שלום ", "สวัสดี", "한", "の", "カ", "ñ", "e\u0301", "\u0301", "a\u0301\u0302", "न", "क्ष", "🙂", "👍", "👨‍👩‍👧", "🇩🇪", "❤️", "𝟏", "𝓪", "ﬁ", "ﷺ", "Ａ", "\ufe0f", "\U00020000"]  # fmt: skip
_ADDRESSES = ["a@", "a@b", "a@b.", "a@b.c", "a@b.com", "a@b.com ", "a.", "a-", "a.b-", "www.", "www.a.com ", "http://", "https://a.b/", "https://a.b/ ", "@a", "@abcd ", "a at b dot ", " at ", " dot ", "(at)", "a (at) b", "+86 ", "+8613800138000 ", "13800138000", "138-0013-8000 ", "(020) ", "+1 (", "DE89", "DE89 3704 ", "GB29NWBK ", "0x", "0xAb", "bc1q", "1A", "a1", "A1b2", "wechat ", "wechat:a1b2c", "qq 1", "微信", "加v", "telegram @a"]  # fmt: skip
_CODES = ["ORD-100234", "ORD-100234 ", "ord ", "ord-", "order ", "order 100234 ", "order number is ", "100234 ", "10 ", "RFQ-10190 ", "rfq no. ", "1z", "1Z9999999999999999 ", "SF2087716345 ", "176-40912288 ", "dhl", "DHL1234567890 ", "awb ", "tracking number 12345678 ", "单号", "订单号是：", "采购单", "询价单号", "vat ", "DE298174410 ", "税", "cif ", "cost, insurance and ", "ex works "]  # fmt: skip
_DATES = ["1/", "1/2 ", "12/25", "2026-", "2026-12-01 ", "2026年12月", "1月", "1月1号", "月", "号", "下", "上下", "下个月", "上周", "周一", "下下周三", "jan ", "mon ", "3 days ago ", "next friday ", "15 march ", "天前", "三天后", "tomorrow ", "大后天", "1-2", "12-", "31 dec 2026 "]  # fmt: skip
_AMOUNTS = ["$", "$1", "$1 ", "us$ ", "usd ", "1 usd ", "块", "一块", "1块1", "三块五", "毛", "五毛", "元", "under ", "under 1 ", "不超过", "以内", "at most ", "max ", "1-2 usd ", "一到", "一到二", "1 to ", "1 to 2 ", "万到", "one to ", "件", "一件", "1 pcs ", "500 pcs, ", "40", "40hq ", "2x40HQ ", "40 ft ", "个柜", "a container ", "来", "三百来", "多", "半", "1m ", "1w", "1 m", "1x", "5 x ", "斤", "第", "每", "per ", "%", "12%"]  # fmt: skip
_WORDS = ["supplier ", "factory ", "verified suppliers ", "need a b c ", "need a ", "find any ", "looking for ", "only ", "4.5 stars ", "not ", "no ", "no, ", "i mean ", "不是", "我是", "不要", "不", "找", "找个", "看不懂", "want ", "my name is ", "My name is A ", "I am Bob ", "regards, ", "我叫", "我是…的", "我是甲的", "when does it ", "arrive ", "几时到", "什么时候", "send ", "ok ", "ok, ", "嗯", "yes ", "please ", "and can i ", ", and can i ", "also ", "，另外", "cheaper ", "second ", "第一", "last ", "within 5 ", "day ", "in 5 days ", "three ", "last month ", "from ", "since ", "between ", "order ", "orders ", "shipped ", "not yet ", "unpaid ", "发货", "付款", "订单", "tomato paste ", "番茄酱", "番茄", "圆珠笔", "led ", "steel bottle ", "tomatto ", "番加酱", "china ", "德国", "guangdong ", "广东", "上海", "co ", "co., ltd ", "有限公司", "华夏贸易", "dhl ", "iso 9001 ", "ce ", "necesito ", "je ", "wir ", "quiero de la ", "中国的", "你好", "的", "我", "龍", "臺灣", "軟體", "乾"]  # fmt: skip

PIECES = sorted({
    *_DIGITS, *_NUMERALS, *_NUMBER_WORDS, *_SPACES, *_MARKS, *_LETTERS, *_ADDRESSES, *_CODES, *_DATES, *_AMOUNTS, *_WORDS,
})  # fmt: skip


def long_texts() -> Iterator[tuple[str, str]]:
    """Yields the long messages, each after its name: those that repeat a piece, and a few that do not."""
    yield from _repeated_pieces()
    yield from _unlike_texts()


def _repeated_pieces() -> Iterator[tuple[str, str]]:
    """Yields a message for every piece that repeats it by itself, and one that repeats it in one of four other ways.

    The four ways are: with spaces between, with unusual characters at the end, after another piece, or alternately with
    another piece.
    """
    others = PIECES[len(PIECES) // 3 :] + PIECES[: len(PIECES) // 3]
    for number, (piece, other) in enumerate(zip(PIECES, others, strict=True)):
        yield f"{piece!r}", _filled(piece)
        match number % 4:
            case 0:
                yield f"{piece!r} apart", _filled(piece + " ")
            case 1:
                yield f"{piece!r} and an end", _filled(piece)[:-2] + "\u2028!"
            case 2:
                yield f"{other!r}, then {piece!r}", (other + _filled(piece))[:LONGEST]
            case 3:
                yield f"{piece!r} and {other!r}", _filled(piece + other)


def _unlike_texts() -> Iterator[tuple[str, str]]:
    """Yields the messages in which the same characters do not come again and again."""
    yield "every piece", _filled("".join(PIECES))
    yield "digits that differ", _filled("".join(str(number) for number in range(2000)))
    yield "numbers that rise", _filled(" ".join(str(number) for number in range(2000)))
    yield "Chinese characters that differ", "".join(chr(0x4E00 + number) for number in range(LONGEST))
    yield "characters of all planes", "".join(chr(0x20 + 13 * number) for number in range(LONGEST))


def _filled(piece: str) -> str:
    return (piece * (LONGEST // len(piece) + 1))[:LONGEST]


class TooSlow(Exception):
    """Says that a function was stopped because it took too much CPU time."""


def too_slow(reader: Callable[[str], Any], limit: float = LIMIT_SECONDS) -> dict[str, float]:
    """Returns the names of the long messages for which `reader` takes more than `limit` seconds (of a quiet machine), each
    with its seconds.

    The function measures CPU time, because other processes may use the machine, too. The quickest of several runs
    counts, because other processes also displace what is in the caches.
    """
    reader("100 pcs of 圆珠笔")  # the first call also loads data, so it is not measured
    repeated = [(name, text) for name, text in _repeated_pieces() if not _is_quick(reader, text, limit)]
    found = {}
    for name, text in (*repeated, *_unlike_texts()):
        taken = measure_cpu(reader, text, limit)
        if taken > limit:
            found[name] = round(taken, 3)
    return found


def _is_quick(reader: Callable[[str], Any], text: str, limit: float) -> bool:
    """Tells whether `reader` took so little time for a part of the message that the whole must stay within the limit: by far
    too little, or little and not much more than for half the part."""
    part = _time_part(reader, text, _PART, limit)
    if part < limit / _PART**3:
        return True
    growth = max(part / _time_part(reader, text, 2 * _PART, limit), 2)
    return part * growth**2 < limit / _DOUBT


def _time_part(reader: Callable[[str], Any], text: str, share: int, limit: float) -> float:
    """Returns how many seconds `reader` took for one part in `share` of the text, with the same end."""
    part = text[: LONGEST // share - 2] + text[-2:]
    began = time.thread_time()
    with stop_after(limit):
        reader(part)
    return time.thread_time() - began


def measure_cpu(reader: Callable[[str], Any], text: str, limit: float = LIMIT_SECONDS) -> float:
    """Returns how many CPU seconds of a quiet machine the quickest run of `reader` on the text took. Up to four runs are
    made, until one is within the limit."""
    return min(_times(reader, text, limit))


def _times(reader: Callable[[str], Any], text: str, limit: float) -> Iterator[float]:
    for _ in range(_TRIES):
        began = time.thread_time()
        with stop_after(10 * limit):
            reader(text)
        taken = time.thread_time() - began
        if taken > limit:
            taken /= slowness()
        yield taken
        if taken <= limit or taken >= 10 * limit:
            return


@contextmanager
def stop_after(seconds: float, *, raises: bool = False) -> Iterator[None]:
    """Stops the block after `seconds` of CPU time, even within a regular expression, so that a failing test ends soon.

    Raises:
        TooSlow: the block was stopped, and `raises` is True.
    """

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    except TooSlow:
        if raises:
            raise
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
