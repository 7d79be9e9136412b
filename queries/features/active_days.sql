-- unit: days
-- description: Number of days, in the transfers' own zone, with at least one transfer in or out.
SELECT subject, COUNT(DISTINCT day) AS value
FROM moves
GROUP BY subject
