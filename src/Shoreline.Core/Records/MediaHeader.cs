using System.Text.Json.Serialization;

namespace Shoreline.Core.Records;

/// <summary>What a media record is. Fields by schema: docs/formats/media-record.md.</summary>
public sealed record MediaHeader
{
    /// <summary>Schema of a piece of video.</summary>
    public const string FragmentSchema = "shoreline.fragments/1";

    /// <summary>Schema of a face crop.</summary>
    public const string FaceSchema = "shoreline.faces/1";

    public required string Schema { get; init; }

    public required string Device { get; init; }

    public required string Camera { get; init; }

    /// <summary>Capture time of the picture, or of the first frame of a fragment; RFC 3339 UTC.</summary>
    public required string Time { get; init; }

    /// <summary>Media type of the body: <c>video/mp4</c>, <c>image/jpeg</c>.</summary>
    public required string ContentType { get; init; }

    /// <summary>Width of the picture or video in pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Height of the picture or video in pixels.</summary>
    public required int Height { get; init; }

    /// <summary>Fragments: how long the piece plays, in nanoseconds.</summary>
    public long? DurationNs { get; init; }

    /// <summary>Fragments: random id of the capture session. Within one, decode times go on from fragment to fragment.</summary>
    public string? Session { get; init; }

    /// <summary>Fragments: position within the session, from 0.</summary>
    public long? Index { get; init; }

    /// <summary>Fragments: RFC 6381 codec, as HLS wants it: <c>avc1.64001f</c>.</summary>
    public string? Codec { get; init; }

    /// <summary>
    /// Fragments: the first so many bytes of the body are the initialisation section (ftyp, moov), the rest moof and mdat.
    /// </summary>
    public int? InitBytes { get; init; }

    /// <summary>Fragments: <see cref="BurnedOverlay"/> where what was found is drawn into the picture; null where it is as the camera gave it.</summary>
    public string? Overlay { get; init; }

    public const string BurnedOverlay = "burned";

    /// <summary>Faces: index of the frame the face was seen in.</summary>
    public long? FrameIndex { get; init; }

    /// <summary>Faces: 0…1.</summary>
    public double? Score { get; init; }

    /// <summary>Faces: where in the frame, x, y, width, height, normalised to 0…1.</summary>
    public IReadOnlyList<double>? Box { get; init; }

    /// <summary>Faces: name of the model that found it.</summary>
    public string? Model { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(MediaHeader))]
internal sealed partial class RecordJson : JsonSerializerContext;
