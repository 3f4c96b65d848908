"""The content addresses of the demo's pictures, which every gateway of a demo keeps beside what people send."""

from __future__ import annotations

import hashlib

from bot.demo.pictures import DEMO_PICTURES

DRAWN = frozenset(
    hashlib.sha256(path.read_bytes()).hexdigest() for path in DEMO_PICTURES[0].iterdir() if path.is_file()
)
