"""The action server: its application, its routes for the gateway, and its figures. Stands on everything that it serves."""
