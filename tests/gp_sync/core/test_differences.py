"""What differs between two bodies, told field by field."""

from gp_sync.core.differences import changes
from gp_sync.core.model import Difference
from gp_sync.flows.vendors.document import VendorRecord


class TestFields:
    def test_a_field_that_is_a_mapping_is_compared_as_any_other(self) -> None:
        """
        Of a vendor's field that is still open we keep what was last agreed on, by the field.
        """
        found = changes(VendorRecord(name="Acme"), VendorRecord(name="Acme", open_base={"city": "Joliet"}))

        assert found == (Difference(field="open_base", written="{}", there="{}", wanted='{"city":"Joliet"}'),)
