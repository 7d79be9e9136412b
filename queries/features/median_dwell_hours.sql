-- unit: hours
-- description: Median time from the last receipt before each payment to that payment; nothing where money never came first.
SELECT subject, MEDIAN(CAST(moment - last_receipt AS DOUBLE) / 3600000000) AS value
FROM (
  SELECT
    subject,
    direction,
    moment,
    MAX(CASE WHEN direction = 'in' THEN moment END) OVER (
      PARTITION BY subject ORDER BY moment RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS last_receipt
  FROM moves
) AS dwell
WHERE direction = 'out' AND NOT last_receipt IS NULL
GROUP BY subject
