-- The vendors: an order's vendor must exist and not be inactive; its terms, address and accounts are checked.
SELECT VENDORID, VENDNAME, VENDSTTS, HOLD, PYMTRMID, CURNCYID, VNDCLSID, VADCDPAD, SHIPMTHD, TAXSCHID, PMAPINDX,
    PMPRCHIX, Workflow_Status
FROM PM00200
