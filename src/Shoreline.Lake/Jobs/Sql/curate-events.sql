-- name: curate-events
-- description: One row for each event before a camera, from the event records (shoreline.events/1).
-- schedule: */5 * * * * ?
-- source: raw_events
-- target: events
-- mode: append
-- key: device, stream, incarnation, sequence
WITH texts AS (
  SELECT device, stream, incarnation, sequence, TRY(decode(payload)) AS text FROM source
), records AS (
  SELECT * EXCLUDE (text),
    CASE WHEN json_valid(text) THEN from_json(text,
      '{"schema": "VARCHAR", "camera": "VARCHAR", "time": "VARCHAR", "id": "VARCHAR", "type": "VARCHAR", "rule": "VARCHAR", "phase": "VARCHAR", "track": "BIGINT",
        "label": "VARCHAR", "score": "DOUBLE", "box": ["DOUBLE"], "frame": {"index": "BIGINT"}, "value": "DOUBLE", "picture": "VARCHAR"}') END AS record,
    CASE WHEN json_valid(text) THEN CAST(json_extract(text, '$.details') AS VARCHAR) END AS details
  FROM texts
)
SELECT device, record.camera AS camera, TRY_CAST(record.time AS TIMESTAMPTZ) AS time, record.id AS id, record.type AS type, record.rule AS rule, record.phase AS phase,
  record.track AS track, record.label AS label, record.score AS score, record.box[1] AS x, record.box[2] AS y, record.box[3] AS w, record.box[4] AS h,
  record.frame.index AS frame_index, record.value AS value, details, record.picture AS picture,
  stream, incarnation, sequence, CAST(TRY_CAST(record.time AS TIMESTAMPTZ) AS DATE) AS date,
  CASE
    WHEN record IS NULL THEN 'the payload is not JSON'
    WHEN record.schema IS DISTINCT FROM 'shoreline.events/1' THEN 'schema is not shoreline.events/1'
    WHEN record.camera IS NULL THEN 'camera is missing'
    WHEN TRY_CAST(record.time AS TIMESTAMPTZ) IS NULL THEN 'time is missing or not RFC 3339'
    WHEN record.id IS NULL OR record.type IS NULL THEN 'id or type is missing'
  END AS _reason
FROM records
WHERE record.schema IS DISTINCT FROM 'shoreline.procedures/1' -- runs of procedures lie in the same stream: curate-procedures
