-- unit: accounts
-- description: Number of different accounts that money went to.
SELECT subject, COUNT(DISTINCT CASE WHEN direction = 'out' AND counterparty NOT LIKE '~%' THEN counterparty END) AS value
FROM moves
GROUP BY subject
