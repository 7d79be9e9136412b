-- unit: money
-- description: Sum of money in and out, by currency.
SELECT subject, currency, SUM(amount) AS value
FROM moves
GROUP BY subject, currency
