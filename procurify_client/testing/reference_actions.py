"""Vendors, departments and account codes as API calls make and change them."""

from collections.abc import Mapping

from procurify_client.testing.actions import Action, Answer, Request, number_of, single
from procurify_client.testing.procurement import Procurement
from procurify_client.testing.refusals import not_found, refused
from procurify_client.testing.shapes import Wire

__all__ = ["REFERENCE_ACTIONS"]

_TERMS = ("payment_term_ref", "shipping_term_ref", "payment_method_ref", "shipping_method_ref")


def _vendor_fields(tenant: Procurement, body: Wire, present: Wire) -> Wire:
    """Read what a body says about a vendor.

    The four terms are found by their names; whether the real server does so is not documented.
    """
    fields = dict(body)
    for name in set(_TERMS) & fields.keys():
        asked = fields[name]
        given = asked and {part: asked[part] for part in ("description", "active") if part in asked}
        fields[name] = asked and {**(tenant.term(asked["name"]) or {}), **given}
    currency = fields.get("currency")
    if currency is not None and currency not in tenant.records["currencies"]:
        raise _unknown("currency", currency)
    method = fields.get("default_payment_method")
    if method is not None and method not in {one["id"] for one in present.get("payment_methods", [])}:
        raise _unknown("default_payment_method", method)
    return fields


def _unknown(field: str, key: object) -> Exception:
    return refused(field, f'Invalid pk "{key}" - object does not exist.', "does_not_exist")


def _create_vendor(tenant: Procurement, request: Request) -> Answer:
    fields = _vendor_fields(tenant, request.body, {})
    made = tenant.add_vendor(fields.pop("name"), payment_term=None, **fields)
    return single(tenant.detailed_vendor(made["id"]), 201)


def _change_vendor(tenant: Procurement, request: Request) -> int:
    """Change the fields that the body has; the others stay, also in a PUT, as in the framework (assumed)."""
    number = number_of(request)
    try:
        present = tenant.vendor(number)
    except LookupError as error:
        raise not_found() from error
    tenant.edit_vendor(number, **_vendor_fields(tenant, request.body, present))
    return number


def _replace_vendor(tenant: Procurement, request: Request) -> Answer:
    return single(tenant.replaced_vendor(_change_vendor(tenant, request)))


def _update_vendor(tenant: Procurement, request: Request) -> Answer:
    return single(tenant.vendor(_change_vendor(tenant, request)))


def _branch(tenant: Procurement, body: Wire) -> int:
    branch: int = body["branch"]
    if branch not in tenant.records["locations"]:
        raise _unknown("branch", branch)
    return branch


def _create_department(tenant: Procurement, request: Request) -> Answer:
    fields = {name: item for name, item in request.body.items() if name not in {"name", "branch"}}
    return single(tenant.add_department(request.body["name"], _branch(tenant, request.body), **fields), 201)


def _update_department(tenant: Procurement, request: Request) -> Answer:
    department = tenant.records["departments"].get(number_of(request))
    if department is None:
        raise not_found()
    department.update(request.body, branch=tenant.branch(_branch(tenant, request.body)))
    return single(department)


def _check_account_code(tenant: Procurement, body: Wire, own: int | None) -> None:
    """Refuse a code that another has, which is assumed, and a parent that does not exist or is the code itself."""
    holder = tenant.named("account_codes", body["code"], "code")
    if holder is not None and holder["id"] != own:
        raise refused("code", "account code with this code already exists.", "unique")
    parent = body.get("parent")
    if parent is not None and (parent not in tenant.records["account_codes"] or parent == own):
        raise _unknown("parent", parent)


def _create_account_code(tenant: Procurement, request: Request) -> Answer:
    body = request.body
    _check_account_code(tenant, body, None)
    for department in body.get("departments", []):
        if department not in tenant.records["departments"]:
            raise _unknown("departments", department)
    fields = {name: body[name] for name in ("parent", "account_type") if name in body}
    number = tenant.add_account_code(body["code"], body["description"], **fields)["id"]
    for department in body.get("departments", []):
        tenant.account(body["code"], department)
    return single(tenant.records["account_codes"][number], 201)


def _update_account_code(tenant: Procurement, request: Request) -> Answer:
    number = number_of(request)
    present = tenant.records["account_codes"].get(number)
    if present is None:
        raise not_found()
    _check_account_code(tenant, request.body, number)
    return single(tenant.edit_account_code(number, **request.body))


REFERENCE_ACTIONS: Mapping[str, Action] = {
    "createVendor": _create_vendor,
    "replaceVendor": _replace_vendor,
    "updateVendor": _update_vendor,
    "createDepartment": _create_department,
    "updateDepartment": _update_department,
    "createAccountCode": _create_account_code,
    "updateAccountCode": _update_account_code,
}
"""The changes, by operation."""
