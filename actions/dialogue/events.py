"""Names the type of what an action gives back to Rasa."""

from __future__ import annotations

from typing import Any

Event = dict[str, Any]
