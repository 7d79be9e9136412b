-- unit: share
-- description: Share of all transfers that were with the most frequent counterparty.
SELECT subject, CAST(MAX(CASE WHEN counterparty NOT LIKE '~%' THEN with_one ELSE 0 END) AS DOUBLE) / SUM(with_one) AS value
FROM (
  SELECT subject, counterparty, SUM(count) AS with_one
  FROM moves
  GROUP BY subject, counterparty
) AS counterparties
GROUP BY subject
