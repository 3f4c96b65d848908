"""What is paid, owed and refunded for orders, to which account, and the papers of an order."""
