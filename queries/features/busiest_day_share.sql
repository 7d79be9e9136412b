-- unit: share
-- description: Share of all transfers that fell on the busiest day.
SELECT subject, CAST(MAX(on_day) AS DOUBLE) / SUM(on_day) AS value
FROM (
  SELECT subject, day, SUM(count) AS on_day
  FROM moves
  GROUP BY subject, day
) AS days
GROUP BY subject
