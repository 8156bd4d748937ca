-- How account numbers are built: the segments with their lengths, which of them is the main one, and the separator,
-- which the system database keeps for each company.
SELECT S.SGMTNUMB, S.LOFSGMNT, S.MNSEGIND, C.ACSEGSEP
FROM SY00300 AS S
CROSS JOIN DYNAMICS.dbo.SY01500 AS C
WHERE C.INTERID = DB_NAME()
