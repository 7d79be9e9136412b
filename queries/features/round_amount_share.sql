-- unit: share
-- description: Share of single transfers whose amount is a multiple of 100 whole currency units.
SELECT subject, AVG(CASE WHEN amount % (100 * whole_unit) = 0 THEN CAST(1 AS DOUBLE) ELSE CAST(0 AS DOUBLE) END) AS value
FROM moves
WHERE count = 1 AND amount > 0
GROUP BY subject
