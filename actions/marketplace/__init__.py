"""Holds the marketplace: its database, its search index, and nothing of Rasa or of a channel.

    market = await Marketplace.open(database_url, index_path, clock)   # migrates, builds the index when outdated
    await market.close()

    await market.search.find_listings(SearchRequest(…)) -> SearchPage
    await market.suppliers.find_suppliers(name_or_slug, limit=5) -> tuple[SupplierSummary, …]   # best first, () if nothing is close
    await market.suppliers.access_supplier(slug) -> SupplierProfile                             # NotFound
    await market.suppliers.compare_suppliers((slug, …)) -> tuple[SupplierProfile, …]
    await market.suppliers.access_listing(product_id, quantity=None, unit=None) -> Listing      # NotFound

    await market.orders.access_order(account, number) -> Order                                  # NotFound
    await market.orders.list_orders(account, states=None, limit=10, offset=0) -> OrderPage      # newest first; buyer or supplier
    await market.rfqs.access_rfq(account, number) -> Rfq                                        # NotFound
    await market.rfqs.access_quotation(account, number) -> Quotation                            # NotFound
    await market.rfqs.list_rfqs(account, states=None, limit=10, offset=0) -> tuple[Rfq, …]      # a buyer's own
    await market.rfqs.list_open_leads(account, limit=10, offset=0) -> tuple[Rfq, …]             # open to this supplier, newest first
    await market.fulfilment.confirm_order(account, number, WriteKey(…)) -> bool                 # a supplier's; idempotent
    await market.fulfilment.ship_order(account, number, carrier, tracking_number, WriteKey(…)) -> bool
    await market.quoting.submit_quotation(account, rfq, NewQuotation(…), WriteKey(…)) -> number or None
    await market.quoting.accept_quotation(account, quotation, WriteKey(…)) -> order number or None
    await market.outbox.list_waiting(accounts, kinds), .mark_taken(ids)                                   # news for other accounts
    await market.rfqs.create_rfq(account, NewRfq(…), WriteKey(message_id, action)) -> Rfq       # idempotent; NotAllowed

`account` is always the slug from the signed context, never something that a person typed. `clock` is a function that gives
the aware UTC time. Numbers of orders and the like may come in any case, with or without the hyphen.
"""

from actions.marketplace.errors import ArchiveError, MarketplaceError, NotAllowed, NotFound, SearchPreparing
from actions.marketplace.market import Marketplace

__all__ = [
    "ArchiveError",
    "Marketplace",
    "MarketplaceError",
    "NotAllowed",
    "NotFound",
    "SearchPreparing",
]
