-- The values that segments of the account may have: a cost centre must be one of them.
SELECT SGMTNUMB, SGMNTID, DSCRIPTN
FROM GL40200
