"""Finds reports on the making of goods in words of single trades that the act model does not know: 今天上机了, "they came
out of the kiln, all done". Imports nothing of Rasa."""

from __future__ import annotations

import re

_REPORTS = {
    "started": re.compile(
        r"(?<!没)(?<!未)(?:上机|开机生产|上线生产|下料|开裁|开织|开烧|点火)(?:了|啦|开做)|\b(?:is|are|went|now) on the (?:machines?|loom|line)\b"
    ),
    "finished": re.compile(
        r"(?:全部|全都|都|整批|一起)(?:已经)?(?:出窑|下线|下机|出炉|做出来)(?:了|啦)|^[^\d]*\b(?:came|come|are) out of the kiln\b|\b(?:all done|all (?:out|through)|(?:came|come|are) (?:all )?out of the kiln\b[^.;]{0,12}\ball\b|all (?:came|are) out of the kiln)"
    ),
}


def find_more_reports(plain: str) -> list[str]:
    """Returns the names of the stages that the folded text reports."""
    return [name for name, pattern in _REPORTS.items() if pattern.search(plain)]
