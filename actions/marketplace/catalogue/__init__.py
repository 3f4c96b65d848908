"""What is offered: suppliers, products, prices, certificates, places and units. Stands on
actions.marketplace.database."""
