"""Payables transactions and countries, which are read alone."""

from decimal import Decimal

import pytest

from dynamicsgp_sba import Company, Country, NotFoundError, PayablesDocumentType
from dynamicsgp_sba.resources.payables import PayablesTransactions


class TestPayablesTransactions:
    def test_one_is_read_by_its_type_and_voucher(self, company: Company) -> None:
        found = company.payables_transactions.get(PayablesDocumentType.INVOICE, "00000000000000417")

        assert (found.vendor_id, found.document_number) == ("CONTOSUP0001", "INV-2231")
        assert (found.amount, found.remaining) == (Decimal(350), Decimal(350))
        assert (found.due_date, found.voided) == (None, False)

    def test_the_list_has_all_types(self, company: Company) -> None:
        found = [(row.type, row.remaining) for row in company.payables_transactions.list()]

        assert found == [(PayablesDocumentType.INVOICE, Decimal(350)), (PayablesDocumentType.PAYMENT, Decimal(0))]

    def test_one_of_another_type_is_another_one(self, company: Company) -> None:
        with pytest.raises(NotFoundError):
            company.payables_transactions.get(PayablesDocumentType.RETURN, "00000000000000417")

    def test_nothing_writes_them(self) -> None:
        methods = {name for name in vars(PayablesTransactions) if not name.startswith("_")}

        assert methods == {"get", "list"}


class TestCountries:
    def test_they_have_a_code_and_a_name(self, company: Company) -> None:
        assert company.countries.list()[:2] == (
            Country(code="US", name="United States"),
            Country(code="CA", name="Canada"),
        )
