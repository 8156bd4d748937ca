-- The payment terms: GP refuses an order with others.
SELECT PYMTRMID
FROM SY03300
