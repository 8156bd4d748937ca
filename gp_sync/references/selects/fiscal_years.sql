-- The fiscal years: an order's date must lie in one that is not closed to history.
SELECT YEAR1, FSTFSCDY, LSTFSCDY, HISTORYR
FROM SY40101
