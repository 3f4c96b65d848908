"""Defines the headers that keep a browser from running anything in bytes that people or operators gave."""

from __future__ import annotations

INERT = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
