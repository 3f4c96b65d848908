"""Creates the demo's staff (docs/contract.md)."""

from __future__ import annotations

from dataclasses import dataclass

from bot.staff.passwords import Passwords
from bot.staff.store.agents import add_agent, find_credentials, set_password_hash
from foundation.clock import system_clock
from foundation.database.announcing import Connection


@dataclass(frozen=True)
class DemoAgent:
    name: str
    role: str
    languages: tuple[str, ...]


DEMO_STAFF = {
    "alice": DemoAgent("Alice", "agent", ("en",)),
    "liwei": DemoAgent("Li Wei", "agent", ("zh", "en")),
    "meilin": DemoAgent("Mei Lin", "supervisor", ("en", "zh")),
    "admin": DemoAgent("Admin", "admin", ("en",)),
}


async def create_demo_staff(connection: Connection, passwords: dict[str, str], hasher: Passwords | None = None) -> None:
    """Creates the demo's agents with these passwords, by username. For agents who exist already,
    sets only passwords that differ."""
    hasher = hasher or Passwords()
    for username, person in DEMO_STAFF.items():
        password = passwords[username]
        known = await find_credentials(connection, username)
        if known is None:
            hashed = await hasher.hash(password)
            await add_agent(connection, username, person.name, person.role, person.languages, hashed, system_clock())
        elif not await hasher.verify(known.password_hash, password):
            await set_password_hash(connection, known.agent.id, await hasher.hash(password))
