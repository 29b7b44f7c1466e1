-- name: curate-detections
-- description: One row for each detected object, from the detection records (shoreline.detections/1).
-- schedule: */5 * * * * ?
-- source: raw_detections
-- target: detections
-- mode: append
-- key: device, stream, incarnation, sequence, ordinal
WITH texts AS (
  SELECT device, stream, incarnation, sequence, TRY(decode(payload)) AS text FROM source
), records AS (
  SELECT * EXCLUDE (text),
    CASE WHEN json_valid(text) THEN from_json(text,
      '{"schema": "VARCHAR", "camera": "VARCHAR", "time": "VARCHAR", "frame": {"index": "BIGINT"}, "model": {"name": "VARCHAR"},
        "detections": [{"label": "VARCHAR", "score": "DOUBLE", "box": ["DOUBLE"], "track": "BIGINT", "keypoints": [["DOUBLE"]]}]}') END AS record
  FROM texts
), checked AS (
  SELECT *, TRY_CAST(record.time AS TIMESTAMPTZ) AS time,
    CASE
      WHEN record IS NULL THEN 'the payload is not JSON'
      WHEN record.schema IS DISTINCT FROM 'shoreline.detections/1' THEN 'schema is not shoreline.detections/1'
      WHEN record.camera IS NULL THEN 'camera is missing'
      WHEN TRY_CAST(record.time AS TIMESTAMPTZ) IS NULL THEN 'time is missing or not RFC 3339'
      WHEN record.detections IS NULL THEN 'detections is missing or not a list'
      WHEN len(list_filter(record.detections, lambda d:
          d IS NULL OR d.label IS NULL OR d.score IS NULL OR d.box IS NULL OR len(d.box) != 4 OR list_contains(list_transform(d.box, lambda v: v IS NULL), true))) > 0
        THEN 'a detection lacks label, score, or a box of four numbers'
    END AS _reason
  FROM records
), objects AS (
  SELECT *, unnest(CASE WHEN _reason IS NULL THEN range(len(record.detections)) ELSE [0] END) AS ordinal,
    CASE WHEN _reason IS NULL THEN record.detections END AS detections
  FROM checked
)
SELECT device, record.camera AS camera, time, record.frame.index AS frame_index,
  detections[ordinal + 1].label AS label, detections[ordinal + 1].score AS score,
  detections[ordinal + 1].box[1] AS x, detections[ordinal + 1].box[2] AS y, detections[ordinal + 1].box[3] AS w, detections[ordinal + 1].box[4] AS h,
  list_transform(detections[ordinal + 1].keypoints, lambda p: {'x': p[1], 'y': p[2], 'score': p[3]}) AS keypoints,
  record.model.name AS model, stream, incarnation, sequence, ordinal, CAST(time AS DATE) AS date, detections[ordinal + 1].track AS track, _reason
FROM objects
