using System.Globalization;
using Shoreline.Cloud.Ingest;
using Shoreline.Cloud.Live;
using Shoreline.Core;

namespace Shoreline.Cloud.Media;

/// <summary>Names of objects in the media archive. Format: docs/formats/media-archive.md.</summary>
internal static class MediaNames
{
    /// <summary>Prefix of everything in the archive.</summary>
    public const string Root = "media/";

    private const int FragmentParts = 9;
    private const int FaceParts = 5;
    private const double ScoreSteps = 1000;
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    public static string KeyOf(ArchivedFragment fragment) => string.Create(
        Invariant,
        $"{HourPrefix(fragment.Camera, MediaKind.Video, fragment.StartNs)}{fragment.StartNs:d19}_{fragment.DurationNs}_{fragment.Width}x{fragment.Height}_"
        + $"{fragment.Session}_{fragment.Index}_{fragment.InitBytes}_{fragment.InitDigest}_{fragment.Record.Incarnation}_{fragment.Record.Sequence}.mp4");

    public static string KeyOf(ArchivedFace face) => string.Create(
        Invariant,
        $"{HourPrefix(face.Camera, MediaKind.Faces, face.TimeNs)}{face.TimeNs:d19}_{face.Width}x{face.Height}_{(int)Math.Round(face.Score * ScoreSteps)}_"
        + $"{face.Record.Incarnation}_{face.Record.Sequence}.jpg");

    public static string KeyOf(ArchivedPicture picture) => string.Create(
        Invariant,
        $"{HourPrefix(picture.Camera, picture.Kind, picture.TimeNs)}{picture.TimeNs:d19}_{picture.Width}x{picture.Height}_{picture.Id}_"
        + $"{picture.Record.Incarnation}_{picture.Record.Sequence}.jpg");

    /// <summary><c>media/device/camera/video/</c>.</summary>
    public static string KindPrefix(CameraId camera, MediaKind kind) => $"{Root}{camera.Device}/{camera.Camera}/{Folder(kind)}/";

    /// <summary>Prefix of the objects of one UTC hour.</summary>
    public static string HourPrefix(CameraId camera, MediaKind kind, long timeNs) =>
        KindPrefix(camera, kind) + Timestamps.FromNs(timeNs).UtcDateTime.ToString("yyyy-MM-dd/HH/", Invariant);

    /// <summary>Reads the name of a fragment back; null where the key is of another form.</summary>
    public static ArchivedFragment? ParseFragment(CameraId camera, string key)
    {
        var parts = Parts(key, ".mp4");
        if (parts.Length != FragmentParts || !TryNumber(parts[0], out var start) || !TryNumber(parts[1], out var duration)) return null;
        if (!TrySize(parts[2], out var width, out var height) || !TryNumber(parts[4], out var index) || !TryNumber(parts[5], out var init))
        {
            return null;
        }
        if (TryRecord(parts[7], parts[8]) is not { } record || init > int.MaxValue) return null;
        return new ArchivedFragment(camera, start, duration, width, height, parts[3], index, (int)init, parts[6], record);
    }

    /// <summary>Reads the name of a face crop back; null where the key is of another form.</summary>
    public static ArchivedFace? ParseFace(CameraId camera, string key)
    {
        var parts = Parts(key, ".jpg");
        if (parts.Length != FaceParts || !TryNumber(parts[0], out var time) || !TrySize(parts[1], out var width, out var height))
        {
            return null;
        }
        if (!TryNumber(parts[2], out var score) || TryRecord(parts[3], parts[4]) is not { } record) return null;
        return new ArchivedFace(camera, time, width, height, score / ScoreSteps, record);
    }

    private static string Folder(MediaKind kind) => kind switch
    {
        MediaKind.Video => "video",
        MediaKind.Faces => "faces",
        MediaKind.Frames => "frames",
        _ => "pictures",
    };

    private static string[] Parts(string key, string extension) =>
        key.EndsWith(extension, StringComparison.Ordinal) ? key[(key.LastIndexOf('/') + 1)..^extension.Length].Split('_') : [];

    private static bool TryNumber(ReadOnlySpan<char> text, out long number) =>
        long.TryParse(text, NumberStyles.None, Invariant, out number);

    private static bool TrySize(string text, out int width, out int height)
    {
        height = 0;
        var cross = text.IndexOf('x', StringComparison.Ordinal);
        return int.TryParse(text.AsSpan(0, Math.Max(cross, 0)), NumberStyles.None, Invariant, out width)
            && int.TryParse(text.AsSpan(cross + 1), NumberStyles.None, Invariant, out height);
    }

    private static RecordId? TryRecord(string incarnation, string sequence) =>
        Incarnations.IsValid(incarnation) && TryNumber(sequence, out var number) ? new RecordId(incarnation, number) : null;
}

/// <summary>What an object of the archive is; a level of its name.</summary>
internal enum MediaKind
{
    Video,
    Faces,
    Frames,
    Pictures,
}
