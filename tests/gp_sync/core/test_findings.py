"""The catalogue of findings: complete, used, and in words that people can read."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import gp_sync
from gp_sync.core.findings import CATALOGUE, finding
from gp_sync.core.model import Ref, Severity

PACKAGE = Path(gp_sync.__file__).parent
CODE = re.compile(r"[A-Z]+(_[A-Z]+)+")
MAKERS = {"finding", "add", "obstacle", "_unavailable"}
"""The functions that make a finding, with its code as first argument."""


def sources() -> Iterator[ast.Module]:
    for path in PACKAGE.rglob("*.py"):
        if path.name != "findings.py" and "testing" not in path.parts:
            yield ast.parse(path.read_text(encoding="utf-8"))


def codes_made() -> set[str]:
    """The literal codes that some call in the product makes a finding with."""
    made = set()
    for node in (node for module in sources() for node in ast.walk(module)):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            code = node.args[0].value
            if name in MAKERS and isinstance(code, str) and CODE.fullmatch(code):
                made.add(code)
    return made


def words_in_sources() -> set[object]:
    return {node.value for module in sources() for node in ast.walk(module) if isinstance(node, ast.Constant)}


class TestCatalogue:
    def test_every_code_that_is_made_is_in_the_catalogue(self) -> None:
        made = codes_made()

        assert {"DATE_MOVED", "FIELD_TOO_LONG", "PO_HAS_RECEIPT", "GP_REFUSED"} <= made
        assert made - set(CATALOGUE) == set()

    def test_every_code_of_the_catalogue_is_used(self) -> None:
        assert set(CATALOGUE) - words_in_sources() == set()

    @pytest.mark.parametrize("severity", [None, Severity.HOLD])
    def test_another_code_is_refused_where_it_is_made(self, severity: Severity | None) -> None:
        with pytest.raises(LookupError, match=r"no finding 'ORDER_TO_LARGE': .* an Entry in CATALOGUE of gp_sync\."):
            finding("ORDER_TO_LARGE", Ref("order", ("7",)), severity=severity)

    def test_codes_look_alike(self) -> None:
        assert [code for code in CATALOGUE if not CODE.fullmatch(code)] == []


@pytest.mark.parametrize("code", CATALOGUE)
class TestWords:
    def test_a_sentence_uses_only_what_a_finding_has(self, code: str) -> None:
        used = {name for _, name, _, _ in Formatter().parse(CATALOGUE[code].sentence) if name is not None}

        assert used <= {"tried", "where", "document", "a_document", "record", "window"}

    def test_a_filled_sentence_begins_with_a_capital_and_ends(self, code: str) -> None:
        found = finding(
            code,
            Ref(
                "document",
                (
                    "purchase_orders",
                    "52",
                ),
            ),
            where="line 1 (Oil)",
            tried="PF52 as sent",
        )

        words = CATALOGUE[code].words(found)

        assert re.fullmatch(r"[A-Z][^{}]*(\.|PF52 as sent)", words)
        assert ".." not in words
        assert "  " not in words

    def test_a_remedy_is_made_of_sentences(self, code: str) -> None:
        found = finding(code, Ref("document", ("purchase_orders", "52")))

        assert re.fullmatch(r"[A-Z].*\.", CATALOGUE[code].advice(found))

    def test_somebody_can_apply_it(self, code: str) -> None:
        assert CATALOGUE[code].who in {"finance", "procurement", "operator", "administrator"}


def _advice(code: str, severity: Severity) -> str:
    return CATALOGUE[code].advice(finding(code, Ref("gp_vendor", ("TWO", "ACETRAVE0001")), severity=severity))


class TestKinds:
    def test_the_same_finding_speaks_of_an_order_a_requisition_and_a_vendor(self) -> None:
        records = [
            Ref("record", (flow, "gp", "TWO", "X1")) for flow in ("purchase_orders", "requisitions", "vendors", "other")
        ]

        words = [CATALOGUE["PO_NUMBER_TAKEN"].words(finding("PO_NUMBER_TAKEN", ref, tried="X1")) for ref in records]

        assert words == [
            "GP already has a purchase order X1, which is not this order's.",
            "GP already has a purchase requisition X1, which is not this requisition's.",
            "GP already has a vendor X1, which is not this vendor's.",
            "GP already has a record X1, which is not this document's.",
        ]

    def test_a_remedy_leads_to_the_window_of_the_record(self) -> None:
        found = finding("CHANGED_IN_BOTH", Ref("record", ("requisitions", "gp", "TWO", "X1")))

        assert (
            CATALOGUE["CHANGED_IN_BOTH"]
            .advice(found)
            .startswith(
                "Compare the two (Dynamics GP: Transactions > Purchasing > Purchase Requisition Entry) and make them "
                "the same by hand, and the requisition follows by itself;"
            )
        )


class TestAdvice:
    def test_what_the_configuration_stops_is_not_left_with_nothing_to_do(self) -> None:
        assert _advice("ZERO_LINE", Severity.BLOCK) == (
            "The configuration stops such orders (severity): change that, or the order in Procurify; then replay it."
        )

    def test_a_remedy_is_one_whatever_the_severity(self) -> None:
        assert _advice("VENDOR_ON_HOLD", Severity.HOLD) == CATALOGUE["VENDOR_ON_HOLD"].remedy

    def test_a_warning_may_leave_nothing_to_do(self) -> None:
        assert _advice("ZERO_LINE", Severity.WARN) == "Nothing to do."


class TestSeverities:
    def test_what_is_found_too_late_or_about_no_order_keeps_its_severity(self) -> None:
        for code in (
            "TAX_DIFFERS",
            "PO_AWAITS_APPROVAL",
            "CLOCK_SKEW",
            "ORPHAN_IN_GP",
            "GP_UNAVAILABLE",
            "BLAST_RADIUS",
        ):
            assert CATALOGUE[code].choices == (CATALOGUE[code].severity,)

    def test_any_other_may_be_stricter(self) -> None:
        assert CATALOGUE["ZERO_LINE"].choices == (Severity.WARN, Severity.HOLD, Severity.BLOCK)


class TestFinding:
    def test_it_has_the_severity_of_the_catalogue(self) -> None:
        assert finding("PERIOD_CLOSED", Ref("fiscal_period", ("TWO", "2026", "11"))).severity is Severity.HOLD

    def test_a_policy_may_choose_another_severity(self) -> None:
        found = finding("PERIOD_CLOSED", Ref("fiscal_period", ("TWO", "2026", "11")), severity=Severity.WARN)

        assert found.severity is Severity.WARN

    def test_a_severity_that_was_chosen_already_is_not_advised(self) -> None:
        code = "VENDOR_NO_AP_ACCOUNT"

        assert "set the severity of VENDOR_NO_AP_ACCOUNT to WARN." in _advice(code, Severity.BLOCK)
        assert "WARN" not in _advice(code, Severity.WARN)

    def test_its_words_name_what_was_tried_and_where(self) -> None:
        found = finding(
            "GP_ACCOUNT_INACTIVE", Ref("gl_account", ("TWO", "1")), where="line 2 (Oil)", tried="000-5100-01 (Oil)"
        )

        words = CATALOGUE["GP_ACCOUNT_INACTIVE"].words(found)

        assert words == "Line 2 (Oil): the GL account 000-5100-01 (Oil) is inactive in GP."
