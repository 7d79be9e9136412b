-- unit: days
-- description: Whole days from the last transfer in or out, or the end of the last period that a row stands for, to the moment of the portrait.
SELECT subject, CAST(FLOOR(CAST(MAX(as_of) - MAX(ends) AS DOUBLE) / 86400000000) AS BIGINT) AS value
FROM moves
GROUP BY subject
