"""Answers messages about the goods that are wanted: their sum, costs and samples, and a visitor's wish to order them."""
