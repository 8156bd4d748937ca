"""What operates a connection: the vault of its credentials, its schedule and what watches over it."""
