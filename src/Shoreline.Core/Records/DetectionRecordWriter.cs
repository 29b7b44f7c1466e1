using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Shoreline.Core.Naming;

namespace Shoreline.Core.Records;

/// <summary>
/// Which frame a detection record speaks of. <c>Index</c> counts dropped frames in; <c>PtsNs</c> is since the start of the capture session.
/// </summary>
public readonly record struct DetectionFrame(CameraName Camera, long CapturedAtNs, long Index, long PtsNs, int Width, int Height);

/// <summary>Writes <c>shoreline.detections/1</c> records (docs/formats/records.md) into one buffer that it uses again and again.</summary>
/// <remarks>Not thread-safe. Names that stay the same are encoded once, and a record allocates nothing once the buffer has grown.</remarks>
public sealed class DetectionRecordWriter : IDisposable
{
    /// <summary>Value of <c>schema</c>.</summary>
    public const string Schema = "shoreline.detections/1";

    // A hundred-thousandth of a frame is a twentieth of a pixel in a 4K picture: more digits are noise and bytes on the wire.
    private const int Decimals = 5;

    private readonly ArrayBufferWriter<byte> _buffer = new(4096);
    private readonly Utf8JsonWriter _json;
    private readonly JsonEncodedText _device;
    private JsonEncodedText _model;
    private JsonEncodedText? _digest;
    private CameraName _lastCamera;
    private JsonEncodedText _camera;

    /// <param name="modelDigest">Digest of the weights, <c>sha256:…</c>; null where they have none.</param>
    public DetectionRecordWriter(DeviceName device, string modelName, string? modelDigest)
    {
        _json = new Utf8JsonWriter(_buffer);
        _device = JsonEncodedText.Encode(device.Value);
        SetModel(modelName, modelDigest);
    }

    /// <summary>The records from now on name another model.</summary>
    /// <param name="digest">Digest of the weights, <c>sha256:…</c>; null where they have none.</param>
    public void SetModel(string name, string? digest)
    {
        _model = JsonEncodedText.Encode(name);
        _digest = digest is null ? null : JsonEncodedText.Encode(digest);
    }

    /// <summary>Writes one record, without a line feed.</summary>
    /// <returns>The record's bytes, valid until the next call.</returns>
    public ReadOnlyMemory<byte> Write(in DetectionFrame frame, DetectionList detections) // hot: per frame
    {
        ArgumentNullException.ThrowIfNull(detections);
        if (frame.Camera != _lastCamera)
        {
            (_lastCamera, _camera) = (frame.Camera, JsonEncodedText.Encode(frame.Camera.Value));
        }
        _buffer.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteString("schema"u8, "shoreline.detections/1"u8);
        _json.WriteString("device"u8, _device);
        _json.WriteString("camera"u8, _camera);
        WriteTime(frame.CapturedAtNs);
        WriteFrame(frame);
        WriteModel();
        _json.WriteStartArray("detections"u8);
        for (var i = 0; i < detections.Count; i++) WriteDetection(detections[i], detections.Keypoints(i));
        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.Flush();
        return _buffer.WrittenMemory;
    }

    public void Dispose() => _json.Dispose();

    private void WriteTime(long ns)
    {
        Span<byte> text = stackalloc byte[32];
        var time = Timestamps.FromNs(ns).UtcDateTime;
        time.TryFormat(text, out var length, "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
        _json.WriteString("time"u8, text[..length]);
    }

    private void WriteFrame(in DetectionFrame frame)
    {
        _json.WriteStartObject("frame"u8);
        _json.WriteNumber("index"u8, frame.Index);
        _json.WriteNumber("ptsNs"u8, frame.PtsNs);
        _json.WriteNumber("width"u8, frame.Width);
        _json.WriteNumber("height"u8, frame.Height);
        _json.WriteEndObject();
    }

    private void WriteModel()
    {
        _json.WriteStartObject("model"u8);
        _json.WriteString("name"u8, _model);
        if (_digest is { } digest) _json.WriteString("digest"u8, digest);
        _json.WriteEndObject();
    }

    private void WriteDetection(in Detection detection, ReadOnlySpan<Keypoint> keypoints)
    {
        _json.WriteStartObject();
        _json.WriteString("label"u8, detection.Label);
        _json.WriteNumber("score"u8, Round(detection.Score));
        _json.WriteStartArray("box"u8);
        _json.WriteNumberValue(Round(detection.Box.X));
        _json.WriteNumberValue(Round(detection.Box.Y));
        _json.WriteNumberValue(Round(detection.Box.Width));
        _json.WriteNumberValue(Round(detection.Box.Height));
        _json.WriteEndArray();
        if (detection.Track > 0) _json.WriteNumber("track"u8, detection.Track);
        if (keypoints.Length > 0)
        {
            _json.WriteStartArray("keypoints"u8);
            foreach (ref readonly var point in keypoints)
            {
                _json.WriteStartArray();
                _json.WriteNumberValue(Round(point.X));
                _json.WriteNumberValue(Round(point.Y));
                _json.WriteNumberValue(Round(point.Score));
                _json.WriteEndArray();
            }
            _json.WriteEndArray();
        }
        _json.WriteEndObject();
    }

    private static double Round(float value) => float.IsFinite(value) ? Math.Round(value, Decimals) : 0; // JSON has no NaN
}
