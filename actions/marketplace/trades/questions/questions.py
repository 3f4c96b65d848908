"""Stores questions between buyers and suppliers and their answers, and reads them. Every function finds only the questions that the
account is a party to."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.base import tables as marketplace_tables
from actions.marketplace.base.accounts import canonical_number, check_staff, find_account
from actions.marketplace.base.database.counters import next_number
from actions.marketplace.base.database.engine import Database
from actions.marketplace.base.database.idempotency import once
from actions.marketplace.base.database.reads import read_once
from actions.marketplace.base.errors import NotAllowed, NotFound
from actions.marketplace.base.outbox import tell_company
from actions.marketplace.base.records import Name, WriteKey
from actions.marketplace.goods.catalogue import tables as catalogue_tables
from actions.marketplace.trades.letters.letters import do_send_letter, load_letters
from actions.marketplace.trades.letters.parties import find_supplier_id, lock_owned, read_parties, select_owned
from actions.marketplace.trades.letters.records import Letter, NewLetter
from actions.marketplace.trades.orders import tables as orders_tables
from actions.marketplace.trades.questions import tables
from actions.marketplace.trades.questions.lifecycle import ASKING, BY_STAFF, TRANSITIONS, Side, Transition
from actions.marketplace.trades.questions.records import Answered, Asked, NewQuestion, Question, QuestionState, Subject
from actions.marketplace.trades.requests import tables as requests_tables
from actions.marketplace.trades.requests.rows import select_visible
from foundation.clock import Clock

_questions, _accounts = tables.questions, marketplace_tables.accounts
_orders, _lines = orders_tables.orders, orders_tables.order_lines
_quotations, _rfqs, _recipients = requests_tables.quotations, requests_tables.rfqs, requests_tables.rfq_recipients
_products = catalogue_tables.products


class Questions:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def can_be_asked(self, supplier: str) -> bool:
        """Returns whether the supplier with this slug has an account, so that questions reach it."""
        async with self._database.read() as connection:
            return await find_supplier_id(connection, supplier) is not None

    async def find_language(self, account: str, supplier: str, subject: Subject, about: str) -> str | None:
        """Returns the language of the company that would read a message of this account: the `supplier` (a slug) or, if
        this is empty, the buyer of the order or request `about`. Returns None if that company has no account."""
        async with self._database.read() as connection:
            if supplier:
                company = _accounts.c.supplier_id == await find_supplier_id(connection, supplier)
            else:
                buyer = await _find_buyer_id(connection, account, subject, _canonical(subject, about))
                company = _accounts.c.buyer_id == buyer
            language: str | None = (await connection.execute(select(_accounts.c.language).where(company))).scalar()
            return language

    async def ask(self, account: str, new: NewQuestion, key: WriteKey, conversation: str) -> Asked | None:
        """Stores a question of this account and tells the other side. A repetition with the same `key` changes nothing
        and returns the first result. A suspicious question is held back: the other side learns of it when it is
        released.

        Returns None if the other side has no account.

        Raises:
            NotFound: the subject of the question does not exist, or does not belong to these two companies.
            NotAllowed: a supplier asks about something else than an order or a request.
        """
        async with self._database.begin() as connection:
            asker = await find_account(connection, account)
            about = _canonical(new.subject, new.about)
            if asker.role == "buyer":
                sides = asker.buyer_id, await find_supplier_id(connection, new.supplier)
            else:
                sides = await _find_buyer_id(connection, account, new.subject, about), asker.supplier_id
            buyer_id, supplier_id = sides
            if buyer_id is None or supplier_id is None:
                return None
            if asker.role == "buyer":
                await _require_trade(connection, new.subject, about, buyer_id, supplier_id)

            async def insert() -> dict[str, Any]:
                number = await next_number(connection, "QST", _questions)
                values = {
                    "number": number,
                    "buyer_id": buyer_id,
                    "supplier_id": supplier_id,
                    "state": ASKING.state,
                    "subject": new.subject,
                    "about": about,
                    "asked_by": asker.role,
                    "asked_at": self._clock(),
                }
                await connection.execute(_questions.insert().values(values))
                letter = NewLetter(
                    number, ASKING.part, new.text, account, asker.role, conversation, buyer_id, supplier_id
                )
                is_passed = await self._send(connection, letter, ASKING)
                return {"question": number, "held": not is_passed}

            result = await once(connection, account, key, self._clock(), insert)
            return Asked(result["question"], result["held"])

    async def answer(self, account: str, number: str, text: str, key: WriteKey, conversation: str) -> Answered:
        """Stores the answer of the company that was asked, and tells the company that asked. A repetition with the same
        `key` changes nothing and returns the first result. A suspicious answer is held back: the asker learns of it
        when it is released.

        Raises:
            NotFound: there is no such question, or it was put to somebody else.
        """
        check_staff(key, "answer", BY_STAFF)
        number = canonical_number(number, "QST")
        async with self._database.begin() as connection:
            actor = await find_account(connection, account)
            question = await lock_owned(connection, _questions, account, number)

            async def insert() -> dict[str, Any]:
                side: Side = "asker" if actor.role == question.asked_by else "asked"
                transition = TRANSITIONS.get((question.state, "answer", side))
                if transition is None:
                    return {"taken": False, "held": False}
                changed = update(_questions).where(_questions.c.id == question.id)
                await connection.execute(changed.values(state=transition.state))
                sides = question.buyer_id, question.supplier_id
                letter = NewLetter(number, transition.part, text, account, actor.role, conversation, *sides)
                is_passed = await self._send(connection, letter, transition)
                return {"taken": True, "held": not is_passed}

            result = await once(connection, account, key, self._clock(), insert)
            return Answered(result["taken"], result["held"])

    @read_once
    async def access_question(self, account: str, number: str) -> Question:
        """Returns a question that this company asked, or a question to this company that it may read.

        Raises:
            NotFound: there is no such question, or it is not for this account.
        """
        query = select_owned(_questions, account).where(_questions.c.number == canonical_number(number, "QST"))
        found = await self._load(query)
        if not found:
            raise NotFound(number)
        return found[0]

    async def list_questions(
        self, account: str, states: Sequence[QuestionState] | None = None, limit: int = 10
    ) -> tuple[Question, ...]:
        """Returns the questions that this company asked or was asked, the newest first. Of the questions that it was
        asked, only those that it may read are returned."""
        query = select_owned(_questions, account).order_by(_questions.c.id.desc()).limit(limit)
        if states is not None:
            query = query.where(_questions.c.state.in_(states))
        return await self._load(query)

    async def _send(self, connection: AsyncConnection, letter: NewLetter, transition: Transition) -> bool:
        """Sends the words, and tells the other side if it may read them. Returns whether the other side may read
        them."""
        is_passed = await do_send_letter(connection, letter, transition.notice, self._clock())
        if is_passed:
            by_buyer = letter.role == "buyer"
            company = {"supplier_id": letter.supplier_id} if by_buyer else {"buyer_id": letter.buyer_id}
            news = {"question": letter.subject}
            await tell_company(connection, transition.notice, news, self._clock(), **company)
        return is_passed

    async def _load(self, query: Select[Any]) -> tuple[Question, ...]:
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
            if not rows:
                return ()
            letters = await load_letters(connection, [row.number for row in rows], rows[0].own_role)
            return tuple(
                [
                    _make_question(row, letters[row.number], await _find_name(connection, row.subject, row.about))
                    for row in rows
                    if letters[row.number][0].is_readable
                ]
            )


def _canonical(subject: Subject, about: str) -> str:
    prefix = {"order": "ORD", "quotation": "QUO", "request": "RFQ"}.get(subject)
    return canonical_number(about, prefix) if prefix else about


async def _require_trade(
    connection: AsyncConnection, subject: Subject, about: str, buyer_id: int, supplier_id: int
) -> None:
    """Checks that the subject of the question belongs to these two companies.

    Raises:
        NotFound: it does not.
    """
    if subject == "company":
        return
    if subject == "order":
        query = select(_orders.c.id).where(
            _orders.c.number == about, _orders.c.buyer_id == buyer_id, _orders.c.supplier_id == supplier_id
        )
    elif subject == "quotation":
        query = (
            select(_quotations.c.id)
            .join(_rfqs, _rfqs.c.id == _quotations.c.rfq_id)
            .where(_quotations.c.number == about, _rfqs.c.buyer_id == buyer_id)
            .where(_quotations.c.supplier_id == supplier_id)
        )
    elif subject == "request":
        query = select(_rfqs.c.id).join(_recipients, _recipients.c.rfq_id == _rfqs.c.id)
        query = query.where(_rfqs.c.number == about, _rfqs.c.buyer_id == buyer_id)
        query = query.where(_recipients.c.supplier_id == supplier_id)
    else:
        query = select(_products.c.id).where(_products.c.id == int(about), _products.c.supplier_id == supplier_id)
    if (await connection.execute(query)).first() is None:
        raise NotFound(about)


async def _find_buyer_id(connection: AsyncConnection, account: str, subject: Subject, about: str) -> int | None:
    """Returns the buyer whose order or request this supplier asks about, or None if that buyer has no account.

    Raises:
        NotFound: there is no such order of this supplier, or the supplier did not get such a request.
        NotAllowed: the question is about something else.
    """
    if subject == "order":
        query = select(_orders.c.buyer_id).join(_accounts, _accounts.c.supplier_id == _orders.c.supplier_id)
        query = query.where(_orders.c.number == about, _accounts.c.slug == account)
    elif subject == "request":
        visible = select_visible(account).where(_rfqs.c.number == about, _accounts.c.role == "supplier").subquery()
        query = select(visible.c.buyer_id)
    else:
        raise NotAllowed(f"a supplier asks about an order or a request, not about a {subject}")
    buyer_id = (await connection.execute(query)).scalar_one_or_none()
    if buyer_id is None:
        raise NotFound(about)
    has_account = await connection.execute(select(_accounts.c.slug).where(_accounts.c.buyer_id == buyer_id).limit(1))
    return buyer_id if has_account.first() else None


async def _find_name(connection: AsyncConnection, subject: Subject, about: str) -> Name | None:
    """Returns the name of the listing, or of the goods of the order, that a question is about."""
    if subject == "listing":
        query = select(_products.c.name_en, _products.c.name_zh).where(_products.c.id == int(about))
    elif subject == "order":
        query = (
            select(_lines.c.name_en, _lines.c.name_zh)
            .join(_orders, _orders.c.id == _lines.c.order_id)
            .where(_orders.c.number == about, _lines.c.position == 1)
        )
    else:
        return None
    row = (await connection.execute(query)).first()
    return Name(row.name_en, row.name_zh) if row else None


def _make_question(row: Row[Any], letters: tuple[Letter, ...], name: Name | None) -> Question:
    buyer, supplier = read_parties(row)
    return Question(
        number=row.number,
        state=row.state,
        subject=row.subject,
        about=row.about,
        name=name,
        buyer=buyer,
        supplier=supplier,
        supplier_slug=row.supplier_slug,
        asked_by=row.asked_by,
        reader=row.own_role,
        letters=letters,
        asked_at=row.asked_at,
    )
