using Shoreline.Cloud.Live;

namespace Shoreline.Cloud.Media;

/// <summary>A piece of video in the archive: all that a playlist needs, and all of it in the object's name. Format:
/// docs/formats/media-archive.md.</summary>
/// <param name="StartNs">When the first frame was captured.</param>
/// <param name="InitDigest">First 16 hexadecimal digits of the SHA-256 of the initialisation section.</param>
/// <param name="InitBytes">Length of the initialisation section at the start of the object.</param>
internal sealed record ArchivedFragment(
    CameraId Camera, long StartNs, long DurationNs, int Width, int Height, string Session, long Index, int InitBytes, string InitDigest,
    RecordId Record)
{
    public long EndNs => StartNs + DurationNs;

    public string Key => MediaNames.KeyOf(this);
}

/// <summary>A face crop in the archive.</summary>
internal sealed record ArchivedFace(CameraId Camera, long TimeNs, int Width, int Height, double Score, RecordId Record)
{
    public string Key => MediaNames.KeyOf(this);
}

/// <summary>A picture in the archive that its id names: a frame for training, or the picture of an event.</summary>
internal sealed record ArchivedPicture(CameraId Camera, MediaKind Kind, long TimeNs, int Width, int Height, string Id, RecordId Record)
{
    public string Key => MediaNames.KeyOf(this);
}

/// <summary>Position of a record in its stream incarnation.</summary>
internal readonly record struct RecordId(string Incarnation, long Sequence);
