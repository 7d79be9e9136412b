-- unit: days
-- description: Whole days from the last transfer in or out to the moment of the portrait.
SELECT subject, CAST(FLOOR(CAST(MAX(as_of) - MAX(moment) AS DOUBLE) / 86400000000) AS BIGINT) AS value
FROM moves
GROUP BY subject
