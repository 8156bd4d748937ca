"""The names that Dexterity's dictionary has for GP's columns, which a service over it may use in its JSON.

They are the field names of the Dynamics dictionary. That a service uses them is an assumption, like everything about
the JSON of SBA. A site whose service spells one otherwise says so in its profile (`aliases` for answers, `body_names`
for requests). A column that is not here has the same name in both.
"""

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["DEXTERITY"]

DEXTERITY: Mapping[str, str] = MappingProxyType(
    {
        "PONUMBER": "PO Number",
        "POTYPE": "PO Type",
        "POSTATUS": "PO Status",
        "POLNESTA": "PO Line Status",
        "VENDORID": "Vendor ID",
        "VENDNAME": "Vendor Name",
        "DOCDATE": "Document Date",
        "REQDATE": "Required Date",
        "PRMDATE": "Promised Date",
        "DUEDATE": "Due Date",
        "BUYERID": "Buyer ID",
        "CURNCYID": "Currency ID",
        "PYMTRMID": "Payment Terms ID",
        "SHIPMTHD": "Shipping Method",
        "PRSTADCD": "Primary Shipto Address Code",
        "PRBTADCD": "Primary Billto Address Code",
        "VADCDPAD": "Vendor Address Code - Purchase Address",
        "VADDCDPR": "Vendor Address Code - Primary",
        "VADCDTRO": "Vendor Address Code - Remit To",
        "VADCDSFR": "Vendor Address Code - Ship From",
        "CONFIRM1": "Confirm With",
        "CMMTTEXT": "Comment Text",
        "TAXSCHID": "Tax Schedule ID",
        "XCHGRATE": "Exchange Rate",
        "TRDISAMT": "Trade Discount Amount",
        "FRTAMNT": "Freight Amount",
        "MSCCHAMT": "Misc Charges Amount",
        "TAXAMNT": "Tax Amount",
        "ITEMNMBR": "Item Number",
        "ITEMDESC": "Item Description",
        "VNDITNUM": "Vendor Item Number",
        "NONINVEN": "Non IV",
        "UOFM": "U Of M",
        "LOCNCODE": "Location Code",
        "QTYORDER": "QTY Ordered",
        "QTYCANCE": "QTY Canceled",
        "UNITCOST": "Unit Cost",
        "EXTDCOST": "Extended Cost",
        "ACTNUMST": "Account Number String",
        "ACTINDX": "Account Index",
        "ACTDESCR": "Account Description",
        "REQSTDBY": "Requested By",
        "VNDCLSID": "Vendor Class ID",
        "VENDSTTS": "Vendor Status",
        "VENDSHNM": "Vendor Short Name",
        "VNDCHKNM": "Vendor Check Name",
        "VNDCNTCT": "Vendor Contact",
        "ADRSCODE": "Address Code",
        "ZIPCODE": "Zip",
        "PHNUMBR1": "Phone Number 1",
        "PHNUMBR2": "Phone Number 2",
        "FAXNUMBR": "Fax Number",
        "CREATDDT": "Created Date",
        "MODIFDT": "Modified Date",
        "LSTEDTDT": "Last Edited Date",
        "POPRequisitionNumber": "POP Requisition Number",
        "RequisitionDescription": "Requisition Description",
        "RequisitionStatus": "Requisition Status",
        "RequisitionLineStatus": "Requisition Line Status",
        "DOCTYPE": "Document Type",
        "DOCAMNT": "Document Amount",
        "VCHRNMBR": "Voucher Number",
        "USERDEF1": "User Defined 1",
        "USERDEF2": "User Defined 2",
        "UOMSCHDL": "U Of M Schedule",
        "CMPNYNAM": "Company Name",
        "YEAR1": "Year",
        "PERIODID": "Period ID",
    }
)
"""Dexterity's field by GP's column."""
