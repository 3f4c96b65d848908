"""Turns notices about a buying request and its quotations into the replies that the two sides read."""

from __future__ import annotations

from actions.marketplace import Marketplace
from actions.marketplace.outbox import Notice
from actions.marketplace.requests.notices import LEAD, QUOTATION, QUOTATION_DECLINED
from actions.marketplace.requests.records import Rfq
from actions.quotations.cards import quotation_values, rfq_values
from actions.replies import Reply, Value, button, incoterm, reply, text


async def say_lead(market: Marketplace, notice: Notice) -> Reply:
    rfq = await _access_rfq(market, notice)
    quote = button("button.submit_quote", "submit_quote", rfq_number=rfq.number)
    return reply("utter_notice_lead", _values(rfq), quote)


async def say_quotation(market: Marketplace, notice: Notice) -> Reply:
    rfq = await _access_rfq(market, notice)
    values = _values(rfq) | await _read_quotation(market, notice)
    return reply("utter_notice_quotation", values, button("button.check_quotes", "check_quotes", rfq_number=rfq.number))


async def say_quotation_declined(market: Marketplace, notice: Notice) -> Reply:
    values = _values(await _access_rfq(market, notice)) | await _read_quotation(market, notice)
    return reply("utter_notice_quotation_declined", values, button("button.leads", "view_leads"))


async def _access_rfq(market: Marketplace, notice: Notice) -> Rfq:
    return await market.rfqs.access_rfq(notice.account, notice.payload["rfq"])


def _values(rfq: Rfq) -> dict[str, Value]:
    return {**rfq_values(rfq), "buyer": text(rfq.buyer.name)}


async def _read_quotation(market: Marketplace, notice: Notice) -> dict[str, Value]:
    quotation = await market.rfqs.access_quotation(notice.account, notice.payload["quotation"])
    return {**quotation_values(quotation), "incoterm": incoterm(quotation.incoterm, quotation.port)}


NOTICES = {
    LEAD: say_lead,
    QUOTATION: say_quotation,
    QUOTATION_DECLINED: say_quotation_declined,
}
