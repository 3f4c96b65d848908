"""Answers what suppliers say about their own orders, samples, claims, requests and quotations, with the help of the
conversation before."""
