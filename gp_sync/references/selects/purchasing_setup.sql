-- The setup of Purchase Order Processing: decimals of lines without inventory, and the company's own currency.
SELECT P.DECPLQTY, P.DECPLCUR, COALESCE((SELECT MIN(M.FUNLCURR) FROM MC40000 AS M), '') AS FUNLCURR
FROM POP40100 AS P
WHERE P.INDEX1 = 1
