-- unit: accounts
-- description: Number of different accounts that money came from.
SELECT subject, COUNT(DISTINCT CASE WHEN direction = 'in' AND counterparty NOT LIKE '~%' THEN counterparty END) AS value
FROM moves
GROUP BY subject
