"""Defines the forms that a contact may fill in on the web chat, and translates them into intents and entities."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

Code = Annotated[str, Field(pattern=r"^[A-Za-z_0-9]{2,20}$")]
Positive = Annotated[Decimal, Field(gt=0, le=1_000_000_000, max_digits=15, decimal_places=4)]
Words = Annotated[str, AfterValidator(lambda words: words.replace("\x00", ""))]
"""Words of the contact, without the character that databases cannot store."""


class RequestForm(BaseModel):
    """Holds the fields of a request for quotation."""

    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True)

    goods: Words = Field(min_length=1, max_length=200)
    quantity: Positive | None = None
    unit: Code | None = None
    price: Positive | None = None
    currency: Code | None = None
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None
    city: Words | None = Field(None, max_length=80)
    incoterm: Code | None = None
    deadline: dt.date | None = None
    note: Words | None = Field(None, max_length=600)

    def read(self) -> dict[str, Any]:
        """Returns the form as an intent with entities, as a pressed button has them."""
        entities: dict[str, Any] = {
            "form": "request_quote",
            "product": self.goods,
            "quantity": {"value": f"{self.quantity:f}", "unit": self.unit} if self.quantity else None,
            "price": {"amount": f"{self.price:f}", "currency": self.currency or "USD"} if self.price else None,
            "country": {"country": self.country, "city": self.city or None} if self.country else None,
            "incoterm": self.incoterm,
            "date": self.deadline.isoformat() if self.deadline else None,
            "note": self.note or None,
        }
        given = {name: value for name, value in entities.items() if value is not None}
        return {"intent": "request_quote", "entities": given}
