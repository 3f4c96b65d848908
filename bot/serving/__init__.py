"""The web server in front of everything: start and stop, and what a connection, a request and a frame may cost. Stands on
bootstrap, whose parts it starts."""
