-- name: curate-pictures
-- description: One row for each picture of an event, from the headers of the media records (shoreline.pictures/1).
-- schedule: */5 * * * * ?
-- source: raw_pictures
-- target: pictures
-- mode: append
-- key: device, stream, incarnation, sequence
WITH texts AS (
  SELECT device, stream, incarnation, sequence, object, TRY(decode(payload)) AS text FROM source
), records AS (
  SELECT * EXCLUDE (text),
    CASE WHEN json_valid(text) THEN from_json(text,
      '{"schema": "VARCHAR", "camera": "VARCHAR", "time": "VARCHAR", "width": "INTEGER", "height": "INTEGER", "frameIndex": "BIGINT", "id": "VARCHAR",
        "event": "VARCHAR", "type": "VARCHAR", "track": "BIGINT", "label": "VARCHAR", "score": "DOUBLE", "box": ["DOUBLE"]}') END AS record
  FROM texts
)
SELECT device, record.camera AS camera, TRY_CAST(record.time AS TIMESTAMPTZ) AS time, record.id AS id, object, record.width AS width, record.height AS height,
  record.frameIndex AS frame_index, record.event AS event, record.type AS type, record.track AS track, record.label AS label, record.score AS score,
  record.box[1] AS x, record.box[2] AS y, record.box[3] AS w, record.box[4] AS h,
  stream, incarnation, sequence, CAST(TRY_CAST(record.time AS TIMESTAMPTZ) AS DATE) AS date,
  CASE
    WHEN record IS NULL THEN 'the header is not JSON'
    WHEN record.schema IS DISTINCT FROM 'shoreline.pictures/1' THEN 'schema is not shoreline.pictures/1'
    WHEN record.camera IS NULL THEN 'camera is missing'
    WHEN TRY_CAST(record.time AS TIMESTAMPTZ) IS NULL THEN 'time is missing or not RFC 3339'
    WHEN record.id IS NULL THEN 'id is missing'
    WHEN object IS NULL THEN 'the picture is missing'
  END AS _reason
FROM records
