-- The company's own addresses, which orders are shipped and billed to.
SELECT LOCATNID, LOCATNNM
FROM SY00600
