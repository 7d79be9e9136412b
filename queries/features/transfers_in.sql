-- unit: transfers
-- description: Number of transfers received.
SELECT subject, SUM(CASE WHEN direction = 'in' THEN count ELSE 0 END) AS value
FROM moves
GROUP BY subject
