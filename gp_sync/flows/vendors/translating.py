"""A vendor's fields in the other system's terms: what GP would hold of Procurify's values, and the other way round."""

import re
import textwrap
from collections.abc import Mapping

import attrs

from gp_sync.core import facts as names
from gp_sync.core.fact_values import Currency
from gp_sync.core.model import Facts, Finding, Ref
from gp_sync.flows.purchase_orders.fields import Fields
from gp_sync.flows.purchase_orders.needs import currencies_called, own_currency
from gp_sync.flows.purchase_orders.policy import CompanyPolicy
from gp_sync.flows.purchase_orders.spelling import in_gp
from gp_sync.flows.purchase_orders.tables import looked_up, same
from gp_sync.flows.vendors.document import FIELDS, VendorRecord
from gp_sync.flows.vendors.lengths import GP_LENGTHS, GP_STREET_LINES, PROCURIFY_LENGTHS, PROCURIFY_STREET_LINES
from gp_sync.flows.vendors.policy import VendorPolicy

__all__ = ["Offer", "Translator", "gp_value", "procurify_value", "terms_in_gp"]

_PHONES = frozenset({"phone_1", "phone_2", "fax"})
_EXTENSION = re.compile(r"\s*(?:x|ext\.?|extension)\s*([0-9]{1,4})\s*$", re.IGNORECASE)
_NOT_DIGITS = re.compile(r"[^0-9]")
_PHONE = re.compile(r"[0-9\s()+./\u2010-\u2013-]*")
"""What a phone number is made of, without its extension."""
_NUMBER, _WITH_EXTENSION = 10, 14


@attrs.frozen(kw_only=True)
class Offer:
    """One side's fields in the other side's terms.

    Args:
        texts: the values, by field.
        findings: what is to be said of a field, by field; one that stops it keeps the field from being written.
    """

    texts: Mapping[str, str]
    findings: Mapping[str, tuple[Finding, ...]] = attrs.field(factory=dict)


def gp_value(field: str, text: str) -> str:
    """A value of GP as it is compared: without outer spaces, and a phone with its extension, empty if it is none."""
    if field not in _PHONES:
        return _lines(text)
    digits = _NOT_DIGITS.sub("", text)
    if not digits.strip("0"):
        return ""
    return digits + "0" * (_WITH_EXTENSION - _NUMBER) if len(digits) == _NUMBER else digits


def procurify_value(text: str) -> str:
    """A value of Procurify as it is compared: without outer spaces, and without empty lines."""
    return _lines(text)


def terms_in_gp(terms: str, company: CompanyPolicy) -> str:
    """GP's payment terms for Procurify's: by the company's table, else the same."""
    listed = looked_up(company.payment_terms, terms)
    return terms if listed is None else listed


def _lines(text: str) -> str:
    return "\n".join(filter(None, (line.strip() for line in text.split("\n"))))


@attrs.frozen(kw_only=True)
class Translator:
    """Translates between Procurify and one GP company.

    Args:
        company: the company, with its tables.
        policy: what becomes of values that do not fit.
        facts: what GP has of terms and currencies.
        document: the vendor, as the cause of what is in its values.
    """

    company: CompanyPolicy
    policy: VendorPolicy
    facts: Facts
    document: Ref

    def to_gp(self, record: VendorRecord, fields: tuple[str, ...] = FIELDS) -> Offer:
        """Procurify's fields as GP would hold them."""
        texts, findings = dict[str, str](), dict[str, tuple[Finding, ...]]()
        for field in fields:
            fitting = Fields(
                GP_LENGTHS,
                self.document,
                whole=frozenset() if self.policy.long_value(field) == "shorten" else frozenset({field}),
                replace=self.policy.other_letters == "replace",
            )
            texts[field] = self._in_gp(field, procurify_value(record.text(field)), fitting)
            if fitting.findings:
                findings[field] = tuple(fitting.findings)
        return Offer(texts=texts, findings=findings)

    def _in_gp(self, field: str, text: str, fitting: Fields) -> str:
        where = f"the {field.replace('_', ' ')}"
        if field == "name":
            fitting.required(text, where)
        if field in _PHONES:
            return self._phone(field, text, fitting, where)
        if field == "street":
            return self._street(text, fitting)
        if field == "payment_terms":
            return self._terms(text, fitting)
        if field == "currency":
            return self._currency(text, fitting)
        return fitting.text(field, text, where)

    def _phone(self, field: str, text: str, fitting: Fields, where: str) -> str:
        """The digits of a phone number, none of a text without any; other words in it would make another number."""
        if not any(map(str.isdigit, text)):
            return ""
        number, extension = _number_and_extension(text)
        if not _PHONE.fullmatch(number) or (extension and len(number) != _NUMBER):
            fitting.add("VENDOR_PHONE_UNCLEAR", cause=Ref("value", (field, text)), where=where, tried=f"'{text}'")
            return gp_value(field, number + extension)[: GP_LENGTHS[field]]
        return fitting.text(field, gp_value(field, number + extension), where)

    def _street(self, text: str, fitting: Fields) -> str:
        """The street in GP's lines: spread over them where the policy says so."""
        where, width, most = "the street", GP_LENGTHS["street"], GP_STREET_LINES
        whole = Fields({"street": len(text)}, fitting.document, replace=fitting.replace)
        lines = whole.text("street", text, where, lines=True).split("\n")
        fitting.findings.extend(whole.findings)
        if self.policy.long_value("street") == "wrap":
            lines = _wrapped(lines, width, most)
        fitted = [fitting.text("street", line, where) for line in lines]
        if len(fitted) > most:
            spread = f"'{' / '.join(fitted)}' has {len(fitted)} lines, GP holds {most}"
            fitting.add("FIELD_TOO_LONG", cause=Ref("value", ("street", text)), where=where, tried=spread)
        return _lines("\n".join(fitted))

    def _terms(self, text: str, fitting: Fields) -> str:
        if not text:
            return ""
        ref = names.payment_terms(self.company.id, terms_in_gp(text, self.company))
        if ref in self.facts.unusable:
            fitting.findings.append(self.facts.unusable[ref])
        elif ref not in self.facts.asked or self.facts.get(ref) is None:
            fitting.add("VENDOR_TERMS_UNMAPPED", cause=ref, tried=f"'{ref.key[1]}'")
        return fitting.key("payment_terms", in_gp(self.facts, ref), "the payment terms")

    def _currency(self, text: str, fitting: Fields) -> str:
        if not text:
            return ""
        found = currencies_called(text, self.company, self.facts)
        if len(found) == 1:
            return found[0].id
        tried = f"'{text}'" + (f" ({len(found)} GP currencies match)" if found else "")
        fitting.add("CURRENCY_UNMAPPED", cause=names.currencies(self.company.id), tried=tried)
        return ""

    def to_procurify(self, record: VendorRecord, fields: tuple[str, ...] = FIELDS) -> Offer:
        """GP's fields as Procurify would hold them."""
        texts, findings = dict[str, str](), dict[str, tuple[Finding, ...]]()
        for field in fields:
            fitting = Fields(PROCURIFY_LENGTHS, self.document)
            texts[field] = text = self._in_procurify(field, gp_value(field, record.text(field)))
            limit = PROCURIFY_LENGTHS.get(field)
            if limit is not None and max(map(len, text.split("\n"))) > limit:
                texts[field] = self._too_long(field, text, limit, fitting)
                findings[field] = tuple(fitting.findings)
        return Offer(texts=texts, findings=findings)

    def _too_long(self, field: str, text: str, limit: int, fitting: Fields) -> str:
        """A value that is too long for Procurify: cut where the policy says so."""
        where, cause = f"the {field.replace('_', ' ')}", Ref("value", (field, text))
        if self.policy.long_value(field) != "shorten":
            longest = max(map(len, text.split("\n")))
            tried = f"'{text}' has {longest} characters, Procurify holds {limit}"
            fitting.add("VENDOR_TOO_LONG", cause=cause, where=where, tried=tried)
            return text
        short = "\n".join(row[:limit].rstrip() for row in text.split("\n"))
        fitting.add("VENDOR_SHORTENED", cause=cause, where=where, tried=f"'{text}' became '{short}'")
        return short

    def _in_procurify(self, field: str, text: str) -> str:
        if field in _PHONES:
            return _shown_phone(text)
        if field == "street":
            first, *rest = text.split("\n", PROCURIFY_STREET_LINES - 1)
            return _lines("\n".join([first, *(", ".join(row.split("\n")) for row in rest)]))
        if field == "payment_terms":
            listed = [name for name, terms in self.company.payment_terms.items() if name != "*" and same(terms, text)]
            return listed[0] if listed else text
        if field == "currency":
            return self._iso_code(text)
        return text

    def _iso_code(self, currency_id: str) -> str:
        ref = names.currencies(self.company.id)
        known: tuple[Currency, ...] = (self.facts.get(ref) if ref in self.facts.asked else None) or ()
        wanted = currency_id or own_currency(self.company, self.facts)
        return next((row.iso_code for row in known if same(row.id, wanted)), "")


def _number_and_extension(text: str) -> tuple[str, str]:
    """A phone number's digits, and those of its extension; the number as it stands if it is made of anything else."""
    found = _EXTENSION.search(text)
    written = text[: found.start()] if found else text
    if not _PHONE.fullmatch(written):
        return written, ""
    number = _NOT_DIGITS.sub("", written)
    if len(number) == _NUMBER + 1 and number.startswith("1"):
        number = number[1:]  # the country code of North America, which GP's ten digits are without
    return number, found[1].rjust(_WITH_EXTENSION - _NUMBER, "0") if found else ""


def _shown_phone(digits: str) -> str:
    """A phone number for people; any that is not made of ten digits and an extension stays as it is."""
    if len(digits) != _WITH_EXTENSION:
        return digits
    extension = digits[_NUMBER:].lstrip("0")
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:_NUMBER]}" + (f" x{extension}" if extension else "")


def _wrapped(lines: list[str], width: int, most: int) -> list[str]:
    """Lines of at most so many characters, broken between words; lines are joined where there are too many of them."""
    spread = [row for line in lines for row in _broken(line, width)]
    return spread if len(spread) <= most else _broken(", ".join(lines), width)


def _broken(line: str, width: int) -> list[str]:
    return textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False) or [line]
