"""A record as GP's service takes it, checked before it leaves; all that is wrong is told at once."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

import attrs

from dynamicsgp_sba import limits, models
from dynamicsgp_sba.arguments import check_kind
from dynamicsgp_sba.checking import wrong_sequences, wrong_values
from dynamicsgp_sba.codec import encode_body
from dynamicsgp_sba.columns import columns
from dynamicsgp_sba.document_amounts import wrong_document
from dynamicsgp_sba.errors import InvalidValueError
from dynamicsgp_sba.profile import CompanyDecimals, ResourceProfile

__all__ = ["encode_order", "encode_requisition", "encode_stamp", "encode_vendor", "encode_vendor_address"]

_LINES = "Lines"
_UNKNOWN = CompanyDecimals()
_ROW_STAMP = columns(models.PurchaseOrder)["row_stamp"]


@attrs.frozen(kw_only=True)
class _Form:
    """What a record, or a line of one, is written by.

    Args:
        record: the record that GP gives back, which has the columns' names.
        lengths: usable characters by field.
        required: the fields that cannot be blank.
        fixed: what is always sent, by column.
    """

    record: type[Any]
    lengths: Mapping[str, int]
    required: frozenset[str]
    fixed: Mapping[str, Any] = MappingProxyType({})


_ORDER = _Form(
    record=models.PurchaseOrder,
    lengths=limits.PURCHASE_ORDER,
    required=frozenset({"number", "vendor_id", "document_date"}),
    fixed={"POTYPE": models.PurchaseOrderType.STANDARD.value, "POSTATUS": models.PurchaseOrderStatus.NEW.value},
)
_ORDER_LINE = _Form(
    record=models.PurchaseOrderLine,
    lengths=limits.PURCHASE_ORDER_LINE,
    required=frozenset({"item_number", "unit"}),
    fixed={"POLNESTA": models.PurchaseOrderStatus.NEW.value},
)
_REQUISITION = _Form(
    record=models.Requisition,
    lengths=limits.REQUISITION,
    required=frozenset({"number", "document_date"}),
    fixed={"RequisitionStatus": models.RequisitionStatus.SAVED.value},
)
_REQUISITION_LINE = _Form(
    record=models.RequisitionLine,
    lengths=limits.REQUISITION_LINE,
    required=frozenset({"item_number", "unit"}),
    fixed={"RequisitionLineStatus": models.RequisitionLineStatus.NEW.value},
)
_VENDOR = _Form(record=models.Vendor, lengths=limits.VENDOR, required=frozenset({"id", "name"}))
_ADDRESS = _Form(record=models.VendorAddress, lengths=limits.VENDOR_ADDRESS, required=frozenset({"vendor_id", "id"}))

_NEEDS_PRIMARY_ADDRESS = set(limits.VENDOR) & set(limits.VENDOR_ADDRESS) - {"id"}
_FORMS_1099 = range(1, 6)


def encode_order(
    order: models.NewPurchaseOrder,
    resource: ResourceProfile,
    *,
    row_stamp: str | None,
    decimals: CompanyDecimals = _UNKNOWN,
) -> bytes:
    """Give the JSON of a create, or with a row stamp of an update, in the form that the resource takes.

    Raises:
        InvalidValueError: values that GP cannot store, all of them at once.
        TypeError: it is another record.
    """
    check_kind("order", order, models.NewPurchaseOrder)
    wrong = [*_wrong_rows(order, _ORDER, _ORDER_LINE), *wrong_document(order, decimals, lambda _: order.currency_id)]
    _refuse(f"purchase order {order.number!r:.40}", wrong)
    return _json(_document(order, _ORDER, _ORDER_LINE), row_stamp, resource)


def encode_stamp(row_stamp: str, resource: ResourceProfile) -> bytes:
    """Give the JSON of a void of a purchase order: the row stamp last read, and nothing else."""
    return _json({}, row_stamp, resource)


def encode_requisition(
    requisition: models.NewRequisition, resource: ResourceProfile, *, decimals: CompanyDecimals = _UNKNOWN
) -> bytes:
    """Give the JSON of a create or an update of a requisition.

    Raises:
        InvalidValueError: values that GP cannot store, all of them at once.
        TypeError: it is another record.
    """
    check_kind("requisition", requisition, models.NewRequisition)
    wrong = [
        *_wrong_rows(requisition, _REQUISITION, _REQUISITION_LINE),
        *wrong_document(requisition, decimals, lambda line: line.currency_id or decimals.functional_currency),
    ]
    _refuse(f"requisition {requisition.number!r:.40}", wrong)
    return encode_body(models.Requisition, _document(requisition, _REQUISITION, _REQUISITION_LINE), resource)


def encode_vendor(vendor: models.NewVendor, resource: ResourceProfile, *, creates: bool) -> bytes:
    """Give the JSON of a create or an update of a vendor.

    Raises:
        InvalidValueError: values that GP cannot store, all of them at once.
        TypeError: it is another record.
    """
    check_kind("vendor", vendor, models.NewVendor)
    wrong = [*(_missing(vendor) if creates else ()), *_wrong(vendor, _VENDOR)]
    if vendor.form_1099_type is not None and vendor.form_1099_type not in _FORMS_1099:
        wrong.append(("TEN99TYPE", f"{vendor.form_1099_type} is not between 1 and 5"))
    _refuse(f"vendor {vendor.id!r:.40}", wrong)
    return encode_body(models.Vendor, _members(vendor, _VENDOR), resource)


def encode_vendor_address(address: models.NewVendorAddress, resource: ResourceProfile) -> bytes:
    """Give the JSON of a create or an update of a vendor's address.

    Raises:
        InvalidValueError: values that GP cannot store, all of them at once.
        TypeError: it is another record.
    """
    check_kind("address", address, models.NewVendorAddress)
    _refuse(f"address {address.id!r:.40} of vendor {address.vendor_id!r:.40}", _wrong(address, _ADDRESS))
    return encode_body(models.VendorAddress, _members(address, _ADDRESS), resource)


def _wrong_rows(document: Any, header: _Form, line: _Form) -> Iterator[tuple[str, str]]:
    """What is wrong with the values of a document and its lines, one by one."""
    yield from _wrong(document, header)
    for reason in wrong_sequences([row.sequence for row in document.lines]):
        yield _LINES, reason
    for position, row in enumerate(document.lines):
        yield from ((f"{_LINES}[{position}].{column}", reason) for column, reason in _wrong(row, line))


def _document(document: Any, header: _Form, line: _Form) -> dict[str, Any]:
    rows = [_row(row, line, position) for position, row in enumerate(document.lines, start=1)]
    return {**_members(document, header), _LINES: rows}


def _row(line: Any, form: _Form, position: int) -> dict[str, Any]:
    sequence = position * limits.SEQUENCE_STEP if line.sequence is None else line.sequence
    return {"ORD": sequence, "LineNumber": position} | _members(line, form)


def _members(value: Any, form: _Form) -> dict[str, Any]:
    names = columns(form.record)
    given = {field.name: getattr(value, field.name) for field in attrs.fields(type(value)) if field.name != "lines"}
    return {names[name]: item for name, item in given.items() if item is not None} | dict(form.fixed)


def _wrong(value: Any, form: _Form) -> Iterator[tuple[str, str]]:
    return wrong_values(value, columns(form.record), form.lengths, form.required)


def _missing(vendor: models.NewVendor) -> Iterator[tuple[str, str]]:
    """What a new vendor lacks, while an update may leave it out."""
    if vendor.name is None:
        yield "VENDNAME", "it is missing, but a new vendor needs it"
    if vendor.primary_address_id:
        return
    given = sorted(column for field, column in columns(models.Vendor).items() if _is_of_address(vendor, field))
    if given:
        yield "VADDCDPR", f"it is missing, but {', '.join(given)} belong to the primary address"


def _is_of_address(vendor: models.NewVendor, field: str) -> bool:
    return field in _NEEDS_PRIMARY_ADDRESS and bool(getattr(vendor, field))


def _refuse(what: str, wrong: Iterable[tuple[str, str]]) -> None:
    by_column: dict[str, str] = {}
    for column, reason in wrong:
        by_column[column] = f"{by_column[column]}; {reason}" if column in by_column else reason
    if by_column:
        reasons = "; ".join(f"{column}: {reason}" for column, reason in by_column.items())
        raise InvalidValueError(f"{what} was not sent: {reasons}", field_errors=by_column)


def _json(body: dict[str, Any], row_stamp: str | None, resource: ResourceProfile) -> bytes:
    if row_stamp is not None:
        body[_ROW_STAMP] = row_stamp
    return encode_body(models.PurchaseOrder, body, resource)
