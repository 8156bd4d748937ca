-- The chart of accounts: an order's line names an account by its number with separators, and the account must exist,
-- be active, allow entry and be a posting account.
SELECT N.ACTNUMST, A.ACTDESCR, A.ACTIVE, A.ACCTENTR, A.ACCTTYPE, COALESCE(C.ACCATDSC, '') AS ACCATDSC
FROM GL00100 AS A
JOIN GL00105 AS N ON N.ACTINDX = A.ACTINDX
LEFT JOIN GL00102 AS C ON C.ACCATNUM = A.ACCATNUM
