using System.Diagnostics.CodeAnalysis;

namespace Shoreline.Core.Records;

/// <summary>
/// A <c>shoreline.frames/1</c> media record: a frame that was chosen for training, with what was found in it. Format:
/// docs/formats/media-record.md.
/// </summary>
public static class FrameRecord
{
    /// <summary>Most detections in a header.</summary>
    public const int MostDetections = 500;

    /// <summary>Longest label and name of a keypoint, in characters.</summary>
    public const int LongestName = 128;

    private const int MostKeypoints = 256;
    private const int MaxSide = 65_500; // of a JPEG picture, as libjpeg has it

    /// <summary>Splits a record and checks all of it, the picture against its id too: a reader needs to trust nothing.</summary>
    /// <returns>Null on success, otherwise what is wrong with the record.</returns>
    public static string? TryRead(ReadOnlyMemory<byte> record, out MediaHeader? header, out ReadOnlyMemory<byte> picture)
    {
        var fault = MediaRecord.TryDecode(record, out header, out _, out picture) ?? Check(header!, picture.Span);
        if (fault is not null) (header, picture) = (null, default);
        return fault;
    }

    /// <summary>Checks a header, and the picture against its id.</summary>
    /// <returns>Null where all is right, otherwise what is wrong.</returns>
    public static string? Check(MediaHeader header, ReadOnlySpan<byte> picture) =>
        CheckHeader(header) ?? (PictureId.Of(picture) == header.Id ? null : $"has a picture of {picture.Length:N0} bytes that is not the one of its id {header.Id}");

    /// <summary>Checks a header without its picture.</summary>
    /// <returns>Null where all is right, otherwise what is wrong.</returns>
    public static string? CheckHeader(MediaHeader header)
    {
        ArgumentNullException.ThrowIfNull(header);
        if (header.Schema != MediaHeader.FrameSchema) return $"has schema '{header.Schema}', not '{MediaHeader.FrameSchema}'";
        if (header.Device is null || header.Camera is null) return "has null where a value is required";
        if (!Timestamps.TryParse(header.Time, out _)) return $"has time '{header.Time}', which is not RFC 3339";
        if (header.ContentType != "image/jpeg") return $"has content type '{header.ContentType}', not 'image/jpeg'";
        if (header.Width is < 1 or > MaxSide || header.Height is < 1 or > MaxSide)
        {
            return $"has a size of {header.Width}x{header.Height} pixels; a side is 1 to {MaxSide}";
        }
        if (!PictureId.IsValid(header.Id)) return $"has id '{header.Id}', which is not {PictureId.Chars} hexadecimal digits";
        if (header.Omitted is < 0) return "has a negative number of omitted detections";
        if (header.KeypointNames is { } names && (names.Count > MostKeypoints || !names.All(IsName)))
        {
            return "has names of keypoints that are no names";
        }
        if (header.Detections is not { } detections) return "has no list of detections";
        if (detections.Count > MostDetections) return $"has {detections.Count} detections; {MostDetections} is the most";
        foreach (var found in detections)
        {
            if (Fault(found) is { } fault) return fault;
        }
        return null;
    }

    private static string? Fault(DetectionRecord.Found? found)
    {
        if (found is null || !IsName(found.Label)) return "has a detection without a label";
        if (found.Score is not (>= 0 and <= 1)) return "has a detection whose score is not from 0 to 1";
        if (found.Box is not { Count: 4 } || !found.Box.All(double.IsFinite)) return "has a box that is not four numbers";
        if (found.Keypoints is not { } points) return null;
        return points.Count > MostKeypoints || points.Any(point => point is not { Count: 3 } || !point.All(double.IsFinite)) ? "has keypoints that are not three numbers each" : null;
    }

    // A label becomes part of files of other formats: one line, and not endless.
    private static bool IsName([NotNullWhen(true)] string? text) => text is { Length: > 0 and <= LongestName } && !text.Any(char.IsControl);
}
