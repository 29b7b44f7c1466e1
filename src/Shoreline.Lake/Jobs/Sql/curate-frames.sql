-- name: curate-frames
-- description: One row for each frame that was sampled for training, from the headers of the media records (shoreline.frames/1).
-- schedule: */5 * * * * ?
-- source: raw_frames
-- target: frames
-- mode: append
-- key: device, stream, incarnation, sequence
WITH texts AS (
  SELECT device, stream, incarnation, sequence, object, TRY(decode(payload)) AS text FROM source
), records AS (
  SELECT * EXCLUDE (text),
    CASE WHEN json_valid(text) THEN from_json(text,
      '{"schema": "VARCHAR", "camera": "VARCHAR", "time": "VARCHAR", "width": "INTEGER", "height": "INTEGER", "frameIndex": "BIGINT", "model": "VARCHAR",
        "modelDigest": "VARCHAR", "id": "VARCHAR", "why": ["VARCHAR"], "detections": [{"label": "VARCHAR", "score": "DOUBLE", "box": ["DOUBLE"], "track": "BIGINT"}]}') END AS record
  FROM texts
)
SELECT device, record.camera AS camera, TRY_CAST(record.time AS TIMESTAMPTZ) AS time, record.id AS id, object, record.width AS width, record.height AS height,
  record.frameIndex AS frame_index, record.why AS why, record.model AS model, record.modelDigest AS model_digest,
  list_transform(record.detections, lambda d: {'label': d.label, 'score': d.score, 'x': d.box[1], 'y': d.box[2], 'w': d.box[3], 'h': d.box[4], 'track': d.track}) AS objects,
  stream, incarnation, sequence, CAST(TRY_CAST(record.time AS TIMESTAMPTZ) AS DATE) AS date,
  CASE
    WHEN record IS NULL THEN 'the header is not JSON'
    WHEN record.schema IS DISTINCT FROM 'shoreline.frames/1' THEN 'schema is not shoreline.frames/1'
    WHEN record.camera IS NULL THEN 'camera is missing'
    WHEN TRY_CAST(record.time AS TIMESTAMPTZ) IS NULL THEN 'time is missing or not RFC 3339'
    WHEN record.id IS NULL THEN 'id is missing'
    WHEN object IS NULL THEN 'the picture is missing'
  END AS _reason
FROM records
