"""An action server over a filled marketplace."""

from __future__ import annotations

from tests.fakes.actions.fixtures import marketplace as marketplace
from tests.fakes.actions.fixtures import seeded as seeded
from tests.fakes.actions.fixtures import server as server
