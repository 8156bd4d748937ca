"""The configuration of a connection: its file, its settings, its credentials and functions of a user's own."""
