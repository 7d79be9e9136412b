-- unit: share
-- description: Share of single USD and EUR transfers from 9,000 up to but not reaching 10,000, the amount at which cash must be reported in the US (31 CFR 1010.311) and may no longer be paid in the EU (Regulation (EU) 2024/1624, Article 80).
SELECT
  subject,
  AVG(
    CASE WHEN amount >= 9000 * whole_unit AND amount < 10000 * whole_unit THEN CAST(1 AS DOUBLE) ELSE CAST(0 AS DOUBLE) END
  ) AS value
FROM moves
WHERE count = 1 AND currency IN ('EUR', 'USD')
GROUP BY subject
