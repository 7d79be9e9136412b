-- unit: hours
-- description: Median time from the last receipt before each payment to that payment, a receipt at the same instant not counted; nothing where money never came before. Rows that stand for several transfers, and those known by the day or a longer time alone, are left out: within a day nobody knows the hours.
SELECT subject, MEDIAN(CAST(moment - last_receipt AS DOUBLE)) / 3600000000 AS value
FROM (
  SELECT
    subject,
    direction,
    moment,
    MAX(CASE WHEN direction = 'in' THEN moment END) OVER (
      PARTITION BY subject ORDER BY moment RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS last_receipt
  FROM moves
  WHERE count = 1 AND ends - moment < CAST(3600000000 AS BIGINT)
) AS dwell
WHERE direction = 'out' AND NOT last_receipt IS NULL
GROUP BY subject
