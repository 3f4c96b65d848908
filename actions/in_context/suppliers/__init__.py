"""Answers what suppliers say of their own orders, samples, claims, requests and quotations, by what was said and shown before."""
