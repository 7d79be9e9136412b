-- unit: accounts
-- description: Counterparties whose first transfer with the subject lies in the last 30 days before the moment of the portrait.
SELECT subject, SUM(CASE WHEN counterparty NOT LIKE '~%' AND first_seen > as_of - CAST(2592000000000 AS BIGINT) THEN 1 ELSE 0 END) AS value
FROM (
  SELECT subject, counterparty, MIN(moment) AS first_seen, MAX(as_of) AS as_of
  FROM moves
  GROUP BY subject, counterparty
) AS counterparties
GROUP BY subject
