-- unit: share
-- description: The smaller of money in and money out over the larger, by currency; 1 means that as much left as came.
SELECT subject, currency, CAST(LEAST(paid_in, paid_out) AS DOUBLE) / GREATEST(paid_in, paid_out) AS value
FROM (
  SELECT
    subject,
    currency,
    SUM(CASE WHEN direction = 'in' THEN amount ELSE 0 END) AS paid_in,
    SUM(CASE WHEN direction = 'out' THEN amount ELSE 0 END) AS paid_out
  FROM moves
  GROUP BY subject, currency
) AS sums
WHERE paid_in > 0 OR paid_out > 0
