-- The currencies of the installation, with their ISO codes and decimals.
SELECT CURNCYID, ISOCURRC, DECPLCUR
FROM DYNAMICS.dbo.MC40200
