-- name: curate-faces
-- description: One row for each face crop, from the headers of the media records (shoreline.faces/1).
-- schedule: */5 * * * * ?
-- source: raw_faces
-- target: faces
-- mode: append
-- key: device, stream, incarnation, sequence
WITH texts AS (
  SELECT device, stream, incarnation, sequence, object, TRY(decode(payload)) AS text FROM source
), records AS (
  SELECT * EXCLUDE (text),
    CASE WHEN json_valid(text) THEN from_json(text,
      '{"schema": "VARCHAR", "camera": "VARCHAR", "time": "VARCHAR", "width": "INTEGER", "height": "INTEGER", "frameIndex": "BIGINT", "score": "DOUBLE",
        "box": ["DOUBLE"], "model": "VARCHAR"}') END AS record
  FROM texts
)
SELECT device, record.camera AS camera, TRY_CAST(record.time AS TIMESTAMPTZ) AS time, record.score AS score, object, record.width AS width, record.height AS height,
  record.frameIndex AS frame_index, record.box[1] AS x, record.box[2] AS y, record.box[3] AS w, record.box[4] AS h, record.model AS model,
  stream, incarnation, sequence, CAST(TRY_CAST(record.time AS TIMESTAMPTZ) AS DATE) AS date,
  CASE
    WHEN record IS NULL THEN 'the header is not JSON'
    WHEN record.schema IS DISTINCT FROM 'shoreline.faces/1' THEN 'schema is not shoreline.faces/1'
    WHEN record.camera IS NULL THEN 'camera is missing'
    WHEN TRY_CAST(record.time AS TIMESTAMPTZ) IS NULL THEN 'time is missing or not RFC 3339'
    WHEN object IS NULL THEN 'the picture is missing'
  END AS _reason
FROM records
