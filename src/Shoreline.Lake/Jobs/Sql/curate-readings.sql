-- name: curate-readings
-- description: One row for each sensor reading, from the reading records (shoreline.readings/1).
-- schedule: */5 * * * * ?
-- source: raw_readings
-- target: readings
-- mode: append
-- key: device, stream, incarnation, sequence
WITH texts AS (
  SELECT device, stream, incarnation, sequence, TRY(decode(payload)) AS text FROM source
), records AS (
  SELECT * EXCLUDE (text),
    CASE WHEN json_valid(text)
      THEN from_json(text, '{"schema": "VARCHAR", "sensor": "VARCHAR", "time": "VARCHAR", "value": "DOUBLE", "unit": "VARCHAR"}') END AS record
  FROM texts
)
SELECT device, record.sensor AS sensor, TRY_CAST(record.time AS TIMESTAMPTZ) AS time, record.value AS value, record.unit AS unit,
  stream, incarnation, sequence, CAST(TRY_CAST(record.time AS TIMESTAMPTZ) AS DATE) AS date,
  CASE
    WHEN record IS NULL THEN 'the payload is not JSON'
    WHEN record.schema IS DISTINCT FROM 'shoreline.readings/1' THEN 'schema is not shoreline.readings/1'
    WHEN record.sensor IS NULL THEN 'sensor is missing'
    WHEN TRY_CAST(record.time AS TIMESTAMPTZ) IS NULL THEN 'time is missing or not RFC 3339'
    WHEN record.value IS NULL THEN 'value is missing or not a number'
  END AS _reason
FROM records
