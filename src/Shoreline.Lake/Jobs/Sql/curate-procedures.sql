-- name: curate-procedures
-- description: One row for each run of a procedure before a camera, from the run records (shoreline.procedures/1), which lie among the events.
-- schedule: */5 * * * * ?
-- source: raw_events
-- target: procedures
-- mode: append
-- key: device, stream, incarnation, sequence
WITH texts AS (
  SELECT device, stream, incarnation, sequence, TRY(decode(payload)) AS text FROM source
), records AS (
  SELECT * EXCLUDE (text),
    CASE WHEN json_valid(text) THEN from_json(text,
      '{"schema": "VARCHAR", "camera": "VARCHAR", "run": "VARCHAR", "procedure": "VARCHAR", "track": "BIGINT", "label": "VARCHAR", "start": "VARCHAR",
        "end": "VARCHAR", "seconds": "DOUBLE", "outcome": "VARCHAR", "reason": "VARCHAR"}') END AS record,
    CASE WHEN json_valid(text) THEN json_extract(text, '$.steps') END AS steps,
    CASE WHEN json_valid(text) THEN json_extract(text, '$.violations') END AS violations
  FROM texts
)
SELECT device, record.camera AS camera, TRY_CAST(record."end" AS TIMESTAMPTZ) AS time, record.run AS run, record.procedure AS procedure, record.track AS track,
  record.label AS label, TRY_CAST(record."start" AS TIMESTAMPTZ) AS started, record.seconds AS seconds, record.outcome AS outcome, record.reason AS reason,
  CAST(COALESCE(json_array_length(violations), 0) AS BIGINT) AS violation_count, CAST(steps AS VARCHAR) AS steps, CAST(violations AS VARCHAR) AS violations,
  stream, incarnation, sequence, CAST(TRY_CAST(record."end" AS TIMESTAMPTZ) AS DATE) AS date,
  CASE
    WHEN record.camera IS NULL THEN 'camera is missing'
    WHEN record.run IS NULL OR record.procedure IS NULL OR record.outcome IS NULL THEN 'run, procedure or outcome is missing'
    WHEN TRY_CAST(record."start" AS TIMESTAMPTZ) IS NULL OR TRY_CAST(record."end" AS TIMESTAMPTZ) IS NULL THEN 'start or end is missing or not RFC 3339'
  END AS _reason
FROM records
WHERE record.schema = 'shoreline.procedures/1'
