-- unit: money
-- description: Largest single transfer in or out, by currency; rows that stand for several transfers are left out.
SELECT subject, currency, MAX(amount) AS value
FROM moves
WHERE count = 1
GROUP BY subject, currency
