"""What understands a message: Rasa components, and the plain modules that they are made of.

An entity has `start` and `end` in the text as typed and a normalised `value`:

    quantity          {"value": 5000, "unit": "piece" or another unit or null}
    price             {"amount": "3.20", "currency": "USD" or null where none was named}
    region            {"province": "CN-SC" (ISO 3166-2), "city": "Chengdu" or null}
    country           {"country": "DE" (ISO 3166-1), "city": "Hamburg" or null}
    date              "2026-12-15"
    order_number      "ORD-100234"; rfq_number "RFQ-10023"; tracking_number in capitals
    incoterm, certification, carrier: the canonical code or name
    email             in small letters
    product, company  the words, or a listed supplier's full name
"""
