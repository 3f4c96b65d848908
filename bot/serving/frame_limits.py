"""Counts the frames of one WebSocket by their headers, before the parser reads them. The limits are
needed because even an empty frame costs the parser as much as a message does."""

from __future__ import annotations

CONTROL_FRAMES = 60
"""How many pings, pongs and closes a client may send in one burst. The gateway's own pings ask for
one pong every 20 seconds."""
CONTROL_FRAMES_PER_SECOND = 2.0
FRAGMENTS = 64
"""The most fragments of one message."""
BYTES_PER_SECOND = 256 * 1024

CONTROL = 0x8
"""The bit of a frame's opcode that marks a ping, pong or close (RFC 6455, 5.2)."""
FIN = MASKED = 0x80
LENGTH = 0x7F
LONGER = {126: 2, 127: 8}
"""Maps two special values of a frame's length field to the number of bytes after it that contain
the real length."""


class TooMuch(Exception):
    """A client sends more over its WebSocket than it may. The text is the reason with which the
    WebSocket is closed."""


class Bucket:
    """Limits a rate as a token bucket: `most` may be taken in one burst, and `per_second` is
    refilled each second."""

    def __init__(self, most: float, per_second: float) -> None:
        self._most, self._per_second = most, per_second
        self._left, self._at = most, 0.0

    def take(self, amount: float, now: float) -> bool:
        """Takes an amount from the bucket at the time `now`, in seconds. Returns False when less
        was left in the bucket."""
        self._left = min(self._left + (now - self._at) * self._per_second, self._most) if self._at else self._most
        self._at = now
        self._left -= amount
        return self._left >= 0


class FrameLimits:
    """Counts the frames and bytes that one client sends after the WebSocket handshake. Frames that
    violate the protocol are left to the parser. The client may send `burst` bytes at once."""

    def __init__(self, burst: int) -> None:
        self._control = Bucket(CONTROL_FRAMES, CONTROL_FRAMES_PER_SECOND)
        self._bytes = Bucket(burst, BYTES_PER_SECOND)
        self._head = bytearray()
        self._left = 0
        self._fragments = 0
        self._ends_message = False

    @property
    def has_begun(self) -> bool:
        """Returns whether a frame or a message has begun and is not complete."""
        return bool(self._left or self._head or self._fragments)

    def count_bytes(self, amount: int, now: float) -> None:
        """Counts received bytes.

        Raises:
            TooMuch: the bytes arrive faster than allowed.
        """
        if not self._bytes.take(amount, now):
            raise TooMuch("too many bytes a second")

    def find_end(self, data: bytes, at: int, now: float) -> int:
        """Counts the frames in `data` from the position `at` up to the end of the first message.
        Returns the position after the first message, or the end of the data.

        Raises:
            TooMuch: the client sends too many control frames, or a message has too many fragments.
        """
        while at < len(data):
            if not self._left:
                at = self._read_head(data, at, now)
                if self._head:
                    break
            step = min(self._left, len(data) - at)
            self._left -= step
            at += step
            if not self._left and self._ends_message:
                self._fragments, self._ends_message = 0, False
                return at
        return at

    def _read_head(self, data: bytes, at: int, now: float) -> int:
        head = self._head
        while len(head) < (size := _measure_head(head)):
            if at == len(data):
                return at
            step = min(size - len(head), len(data) - at)
            head += data[at : at + step]
            at += step
        length = head[1] & LENGTH
        self._left = int.from_bytes(head[2:], "big") if length in LONGER else length
        self._left += 4 if head[1] & MASKED else 0
        if head[0] & CONTROL:
            if not self._control.take(1, now):
                raise TooMuch("too many control frames")
        else:
            self._fragments += 1
            self._ends_message = bool(head[0] & FIN)
            if self._fragments > FRAGMENTS:
                raise TooMuch("too many fragments")
        head.clear()
        return at


def _measure_head(head: bytearray) -> int:
    return 2 if len(head) < 2 else 2 + LONGER.get(head[1] & LENGTH, 0)
