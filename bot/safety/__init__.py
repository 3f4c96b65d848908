"""Money safety on the gateway's side: words held by the marketplace, put before staff (docs/money-safety.md)."""
