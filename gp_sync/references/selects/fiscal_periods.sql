-- The fiscal periods, one row each: PSERIES_3 tells whether the period is closed for Purchasing. Rows with another
-- series or origin belong to single windows.
SELECT YEAR1, PERIODID, PERIODDT, PERNAME, SERIES, FORIGIN, PSERIES_3
FROM SY40100
WHERE SERIES = 0 AND FORIGIN = 1
