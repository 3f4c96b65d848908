"""Finding products and suppliers: the index, how words become a query, filters and spelling. Stands on
actions.marketplace.catalogue and actions.marketplace.database."""
