"""A web application that asks Procurify with the async client."""
