"""Serves the gateway: starts and stops it, and limits what a connection, a request and a frame may
cost. Stands on bootstrap, whose parts it starts."""
