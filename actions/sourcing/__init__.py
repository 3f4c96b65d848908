"""Finding goods and suppliers: a search that is narrowed, sorted and paged, and what it finds in detail. Stands on
actions.dialogue and actions.marketplace.search."""
