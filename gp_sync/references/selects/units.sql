-- The units of measure of each schedule, with the base unit of each.
SELECT UOMSCHDL, UOFM
FROM IV40202
UNION
SELECT UOMSCHDL, BASEUOFM
FROM IV40201
