"""The endpoints, one file for each group, loaded one by one.

Every file has functions that make a `Call`, for `Procurify.send` and `Procurify.exchange`, and two classes with the
same as methods, for `procurify.vendors.list()` and `async for vendor in procurify.vendors.list()`.
"""
