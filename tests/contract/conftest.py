"""An action server over a filled marketplace."""

from __future__ import annotations

from tests.fakes.actions.fixtures import marketplace_url as marketplace_url
from tests.fakes.actions.fixtures import server as server
