-- name: curate-aggregates
-- description: One row for each window of a sensor, from the aggregate records (shoreline.aggregates/1).
-- schedule: */5 * * * * ?
-- source: raw_aggregates
-- target: aggregates
-- mode: append
-- key: device, stream, incarnation, sequence
WITH texts AS (
  SELECT device, stream, incarnation, sequence, TRY(decode(payload)) AS text FROM source
), records AS (
  SELECT * EXCLUDE (text),
    CASE WHEN json_valid(text) THEN from_json(text,
      '{"schema": "VARCHAR", "sensor": "VARCHAR", "from": "VARCHAR", "to": "VARCHAR", "count": "BIGINT", "mean": "DOUBLE", "min": "DOUBLE", "max": "DOUBLE",
        "unit": "VARCHAR"}') END AS record
  FROM texts
)
SELECT device, record.sensor AS sensor, TRY_CAST(record."from" AS TIMESTAMPTZ) AS window_start, TRY_CAST(record."to" AS TIMESTAMPTZ) AS window_end,
  record.count AS count, record.mean AS mean, record.min AS min, record.max AS max, record.unit AS unit,
  stream, incarnation, sequence, CAST(TRY_CAST(record."from" AS TIMESTAMPTZ) AS DATE) AS date,
  CASE
    WHEN record IS NULL THEN 'the payload is not JSON'
    WHEN record.schema IS DISTINCT FROM 'shoreline.aggregates/1' THEN 'schema is not shoreline.aggregates/1'
    WHEN record.sensor IS NULL THEN 'sensor is missing'
    WHEN TRY_CAST(record."from" AS TIMESTAMPTZ) IS NULL OR TRY_CAST(record."to" AS TIMESTAMPTZ) IS NULL THEN 'from or to is missing or not RFC 3339'
    WHEN record.count IS NULL OR record.mean IS NULL THEN 'count or mean is missing or not a number'
  END AS _reason
FROM records
