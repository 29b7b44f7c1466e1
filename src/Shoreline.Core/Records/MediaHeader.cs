using System.Text.Json.Serialization;

namespace Shoreline.Core.Records;

/// <summary>What a media record is. Fields by schema: docs/formats/media-record.md.</summary>
public sealed record MediaHeader
{
    /// <summary>Schema of a piece of video.</summary>
    public const string FragmentSchema = "shoreline.fragments/1";

    /// <summary>Schema of a face crop.</summary>
    public const string FaceSchema = "shoreline.faces/1";

    /// <summary>Schema of a whole frame that was chosen for training, with what was found in it.</summary>
    public const string FrameSchema = "shoreline.frames/1";

    /// <summary>Schema of the picture of an event.</summary>
    public const string PictureSchema = "shoreline.pictures/1";

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

    /// <summary>Pictures of all kinds: index of the frame.</summary>
    public long? FrameIndex { get; init; }

    /// <summary>Faces, and pictures of one object: 0…1.</summary>
    public double? Score { get; init; }

    /// <summary>Faces, and pictures of one object: where in the frame, x, y, width, height, normalised to 0…1.</summary>
    public IReadOnlyList<double>? Box { get; init; }

    /// <summary>Faces and frames: name of the model that found what there is.</summary>
    public string? Model { get; init; }

    /// <summary>Frames: <c>sha256:…</c> of the model's weights.</summary>
    public string? ModelDigest { get; init; }

    /// <summary>Frames and pictures: names the picture by its bytes, see <see cref="PictureId"/>.</summary>
    public string? Id { get; init; }

    /// <summary>Frames: the policies that chose it.</summary>
    public IReadOnlyList<string>? Why { get; init; }

    /// <summary>Frames: what was found, the best score first.</summary>
    public IReadOnlyList<DetectionRecord.Found>? Detections { get; init; }

    /// <summary>Frames: how many detections more there were than have room in a header; absent where none.</summary>
    public int? Omitted { get; init; }

    /// <summary>Frames: names of the points of the detections, in their order; absent where the model gives no points.</summary>
    public IReadOnlyList<string>? KeypointNames { get; init; }

    /// <summary>Pictures: id of the event that it was taken for. Further events of the same moment may name it, too.</summary>
    public string? Event { get; init; }

    /// <summary>Pictures: type of that event.</summary>
    public string? Type { get; init; }

    /// <summary>Pictures: the track of the object, where the event has one.</summary>
    public long? Track { get; init; }

    /// <summary>Pictures: what the object is, where the event is about one.</summary>
    public string? Label { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(MediaHeader))]
internal sealed partial class RecordJson : JsonSerializerContext;
