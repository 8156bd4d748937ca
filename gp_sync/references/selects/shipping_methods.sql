-- The shipping methods: GP creates one that an order names and that does not exist.
SELECT SHIPMTHD, SHMTHDSC
FROM SY03000
