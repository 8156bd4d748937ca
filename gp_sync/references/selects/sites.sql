-- The sites: GP refuses a line with another, or with one that is inactive.
SELECT LOCNCODE, LOCNDSCR, INACTIVE
FROM IV40700
