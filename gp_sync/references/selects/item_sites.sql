-- The sites that items are assigned to: GP refuses an inventory line with another.
SELECT ITEMNMBR, LOCNCODE, INACTIVE
FROM IV00102
WHERE LOCNCODE <> ''
