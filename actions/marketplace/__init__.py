"""Holds the marketplace: its database and its search index. Nothing here imports Rasa or the code of Telegram and the
web chat.

    market = await Marketplace.open(database_url, index_path, clock)   # migrates the tables, rebuilds an outdated index
    await market.close()

    await market.search.find_listings(SearchRequest(…)) -> SearchPage
    await market.suppliers.find_suppliers(name_or_slug, limit=5) -> tuple[SupplierSummary, …]   # the closest name first
    await market.suppliers.access_supplier(slug) -> SupplierProfile                             # NotFound
    await market.performances.access_performance(slug) -> Performance                           # on time, answered, disputed: computed
    await market.suppliers.compare_suppliers((slug, …)) -> tuple[SupplierProfile, …]
    await market.suppliers.access_listing(product_id, quantity=None, unit=None) -> Listing      # NotFound

    await market.orders.access_order(account, number) -> Order                                  # NotFound
    await market.orders.list_orders(account, states=None, limit=10, offset=0) -> OrderPage      # newest first; for buyers and suppliers
    await market.rfqs.access_rfq(account, number) -> Rfq                                        # NotFound
    await market.rfqs.access_quotation(account, number) -> Quotation                            # NotFound
    await market.rfqs.list_rfqs(account, states=None, limit=10, offset=0) -> tuple[Rfq, …]      # the requests of this buyer
    await market.rfqs.list_open_leads(account, limit=10, offset=0) -> tuple[Rfq, …]             # requests that this supplier may answer, newest first
    await market.fulfilment.confirm_order(account, number, WriteKey(…)) -> bool                 # by the order's supplier; idempotent
    await market.fulfilment.decline_order(account, number, reason, WriteKey(…)) -> bool
    await market.fulfilment.start_production(…), .report_progress(…), .finish_production(…), .set_ship_day(account, number, day, WriteKey(…)) -> bool
    await market.fulfilment.ship_order(account, number, carrier, tracking_number, WriteKey(…), quantity=None) -> bool
    await market.fulfilment.correct_tracking(account, number, shipment_id, tracking_number, WriteKey(…)) -> bool
    await market.fulfilment.answer_change(account, number, change_id, agrees, WriteKey(…)) -> bool
    await market.fulfilment.propose_change(account, number, change_id, Proposal(…), WriteKey(…)) -> bool   # terms, which the buyer answers
    await market.purchases.answer_proposal(account, number, change_id, takes, WriteKey(…)) -> bool
    await market.purchases.cancel_order(account, number, reason, WriteKey(…)) -> bool           # by the order's buyer; before production
    await market.purchases.change_order(account, number, Terms(…), WriteKey(…)) -> bool         # before the confirmation
    await market.purchases.ask_to_cancel(…), .ask_to_change(…) -> bool                          # the supplier answers
    await market.purchases.report_arrival(account, number, shipment_id or None, WriteKey(…)) -> bool
    await market.steps.close_claims(number) -> bool                                             # by the clock
    await market.quoting.submit_quotation(account, rfq, NewQuotation(…), WriteKey(…)) -> number or None
    await market.quoting.accept_quotation(account, quotation, WriteKey(…)) -> order number or None
    await market.claims.open_claim(account, NewClaim(…), WriteKey(…), conversation) -> Opened or None   # one about an order at a time
    await market.claims.take_step(account, number, step, WriteKey(…), conversation) -> Changed          # as claims/lifecycle.py allows
    await market.questions.ask(account, NewQuestion(…), WriteKey(…), conversation) -> Asked or None     # None: the supplier has no account
    await market.questions.answer(account, number, text, WriteKey(…), conversation) -> Answered
    await market.samples.request(account, NewSample(…), WriteKey(…), conversation) -> Requested or None
    await market.samples.take_step(account, number, step, Given(…), WriteKey(…), conversation) -> StepTaken
    market.staff_acts.make_key(NewAct(…)) -> WriteKey     # with which the staff carry out a command in a customer's name
    await market.outbox.list_waiting(accounts, kinds), .mark_taken(ids)     # what other accounts should be told about their trades
    await market.events.take(events) -> [Result, …]        # what the operator's own system tells (docs/events.md)
    await market.rfqs.create_rfq(account, NewRfq(…), WriteKey(message_id, action)) -> Rfq       # idempotent; NotAllowed

`account` is always the account's slug as the gateway signed it, never something that a person typed. `clock` is a
function that returns the current time in UTC, with its time zone. Numbers of orders, requests and quotations may be
written in upper or lower case, with or without the hyphen.
"""

from typing import TYPE_CHECKING, Any

from actions.marketplace.base.errors import ArchiveError, MarketplaceError, NotAllowed, NotFound, SearchPreparing

if TYPE_CHECKING:
    from actions.marketplace.market import Marketplace

__all__ = [
    "ArchiveError",
    "Marketplace",
    "MarketplaceError",
    "NotAllowed",
    "NotFound",
    "SearchPreparing",
]


def __getattr__(name: str) -> Any:
    """Imports the marketplace when its name is first used, because a backup, for example, needs only its tables."""
    if name != "Marketplace":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from actions.marketplace.market import Marketplace

    return Marketplace
