"""A script for each client, as small as they get."""
