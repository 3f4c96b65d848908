"""Provides what every HTTP answer needs: the limit of a body, headers, assets, and the requested
language. Stands on foundation alone."""
