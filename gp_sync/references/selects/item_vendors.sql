-- The vendors that items are assigned to: GP refuses an inventory line of another.
SELECT ITEMNMBR, VENDORID, VNDITNUM
FROM IV00103
