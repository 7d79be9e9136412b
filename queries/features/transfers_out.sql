-- unit: transfers
-- description: Number of transfers sent.
SELECT subject, SUM(CASE WHEN direction = 'out' THEN count ELSE 0 END) AS value
FROM moves
GROUP BY subject
