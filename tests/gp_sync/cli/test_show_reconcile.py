"""A reconciliation as it is printed, where no test over sockets has its case."""

import io

from rich.console import Console

from gp_sync.cli.show_reconcile import print_reconciliation
from tests.browser.sample import lengthy


def printed() -> str:
    """What is printed for a terminal of many columns."""
    file = io.StringIO()
    print_reconciliation(Console(file=file, width=1000), lengthy(), as_json=None)
    return file.getvalue()


class TestOrders:
    def test_one_whose_lines_alone_differ_says_so_with_its_lines(self) -> None:
        rows = [row.strip() for row in printed().splitlines()]

        place = rows.index("PF3 (Contoso Office Supplies): its lines differ, its total agrees")
        assert rows[place + 1] == "line 1 (Copy paper): 4.00 in Procurify, 9.00 in GP"
