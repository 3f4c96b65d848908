"""Fills a gateway's database with a long history: a million messages in the conversations of fifty
thousand contacts."""

from __future__ import annotations

from tests.fakes.postgres import connect

CONTACTS = 50_000
TURNS = 10
MESSAGES = 2 * CONTACTS * TURNS

_CONVERSATION = "md5('c' || n)"
STATEMENTS = (
    f"""INSERT INTO contacts (id, channel, key, role, language, language_known, created_at)
        SELECT md5('p' || n), 'webchat', md5('k' || n), 'visitor', 'en', true, now() - n * interval '1 minute'
        FROM generate_series(1, {CONTACTS}) n""",
    f"""INSERT INTO conversations (id, contact_id, channel, status, last_message_id, created_at, updated_at, state)
        SELECT {_CONVERSATION}, md5('p' || n), 'webchat', 'pending', {2 * TURNS}, now() - n * interval '1 minute',
               now() - n * interval '1 minute', json_build_object('version', 1, 'events', json_build_array())
        FROM generate_series(1, {CONTACTS}) n""",
    f"""INSERT INTO messages (conversation_id, id, author, text, reply, created_at)
        SELECT {_CONVERSATION}, i, CASE WHEN i % 2 = 1 THEN 'contact' ELSE 'bot' END,
               CASE WHEN i % 2 = 1 THEN 'where is my order ' || n || ' please, it was due on day ' || i END,
               CASE WHEN i % 2 = 0 THEN json_build_object('response', 'utter_inform', 'values', json_build_object(),
                    'buttons', json_build_array(), 'cards', json_build_array()) END,
               now() - n * interval '1 minute'
        FROM generate_series(1, {CONTACTS}) n, generate_series(1, {2 * TURNS}) i""",
    f"""INSERT INTO inbound (channel, external_id, conversation_id, message_id, client_id, kind, payload, received_at,
                             handled_at, handled_by, position)
        SELECT 'webchat', {_CONVERSATION} || ':' || i, {_CONVERSATION}, 2 * i - 1, i::text, 'text', '{{}}',
               now() - n * interval '1 minute', now() - n * interval '1 minute', 'bot', 2 * i
        FROM generate_series(1, {CONTACTS}) n, generate_series(1, {TURNS}) i""",
    "ANALYZE",
)


async def fill(database_url: str) -> None:
    """Writes the history into a database that has the gateway's tables but no rows yet."""
    connection = await connect(database_url)
    try:
        for statement in STATEMENTS:
            await connection.execute(statement)
    finally:
        await connection.close()
