-- The items: an inventory line names one that can be bought, a line without inventory one that does not exist.
SELECT ITEMNMBR, ITEMDESC, ITEMTYPE, INACTIVE, ITMCLSCD, UOMSCHDL, PRCHSUOM, DECPLQTY, DECPLCUR
FROM IV00101
