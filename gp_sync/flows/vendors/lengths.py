"""How long a vendor's values may be (contracts dynamicsgp-data, section 4, and procurify, section 9)."""

__all__ = ["GP_LENGTHS", "GP_STREET_LINES", "PROCURIFY_LENGTHS", "PROCURIFY_STREET_LINES"]

GP_LENGTHS = {
    "vendor_id": 15,
    "address_id": 15,
    "name": 64,
    "contact": 60,
    "street": 60,
    "city": 35,
    "state": 29,
    "postal_code": 10,
    "country": 60,
    "phone_1": 14,
    "phone_2": 14,
    "fax": 14,
    "payment_terms": 20,
    "currency": 15,
    "vendor_class": 10,
}
"""GP's usable lengths; of the street, of one of its lines; of phones, of ten digits and a four-digit extension."""

GP_STREET_LINES = 3

PROCURIFY_LENGTHS = {
    "name": 150,
    "contact": 50,
    "street": 300,
    "city": 50,
    "state": 40,
    "postal_code": 20,
    "country": 80,
    "phone_1": 20,
    "phone_2": 20,
    "fax": 20,
}
"""Procurify's lengths; of the street, of one of its lines."""

PROCURIFY_STREET_LINES = 2
