using System.Buffers;
using System.Security.Cryptography;
using Shoreline.Cloud.Ingest;
using Shoreline.Cloud.Live;
using Shoreline.Core;
using Shoreline.Core.Naming;
using Shoreline.Core.Records;

namespace Shoreline.Cloud.Media;

/// <summary>A media record that came by HTTP, checked. Format: docs/formats/media-record.md.</summary>
/// <param name="HeaderJson">The record's header as it came; the payload of its row.</param>
/// <param name="Body">What the object holds.</param>
/// <param name="Fragment">Set for a piece of video.</param>
/// <param name="Face">Set for a face crop.</param>
/// <param name="Picture">Set for a frame for training, and for the picture of an event.</param>
internal sealed record MediaUpload(
    StreamKey Stream, long Sequence, long AppendedAtNs, ReadOnlyMemory<byte> HeaderJson, ReadOnlyMemory<byte> Body,
    ArchivedFragment? Fragment, ArchivedFace? Face, ArchivedPicture? Picture)
{
    private const string VideoStreamPrefix = "video.";
    private const int DigestChars = 16;
    private const int MaxSessionChars = 36;
    private const int MaxPixels = 32_768;
    private static readonly long LongestFragmentNs = (long)TimeSpan.FromMinutes(10).TotalNanoseconds;
    private static readonly SearchValues<char> SessionChars =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-");

    public string ObjectKey => Fragment?.Key ?? Face?.Key ?? Picture!.Key;

    /// <summary>Checks a record against its address and its schema.</summary>
    /// <returns>Null on success, otherwise what is wrong.</returns>
    public static string? TryRead(StreamKey stream, long sequence, long appendedAtNs, ReadOnlyMemory<byte> record, out MediaUpload? upload)
    {
        upload = null;
        if (MediaRecord.TryDecode(record, out var header, out var headerJson, out var body) is { } wrongRecord) return $"The record {wrongRecord}.";
        if (header!.Device != stream.Device) return $"The record says device '{header.Device}', its address '{stream.Device}'.";
        if (CameraFault(header.Camera) is { } cameraFault) return cameraFault;
        if (!Timestamps.TryParse(header.Time, out var timeNs) || !RecordTime.IsValid(timeNs))
        {
            return $"The time '{header.Time}' is not RFC 3339 between 1970 and 2200.";
        }
        if (header.Width is < 1 or > MaxPixels || header.Height is < 1 or > MaxPixels)
        {
            return $"The size {header.Width}x{header.Height} is not from 1 to {MaxPixels:N0} pixels.";
        }
        if (body.Length == 0) return "The record has a header and no body.";

        var (camera, id) = (new CameraId(stream.Device, header.Camera), new RecordId(stream.Incarnation, sequence));
        var (fragment, face, picture) = ((ArchivedFragment?)null, (ArchivedFace?)null, (ArchivedPicture?)null);
        var wrong = header.Schema switch
        {
            MediaHeader.FragmentSchema => ReadFragment(stream, camera, header, timeNs, body, id, out fragment),
            MediaHeader.FaceSchema => ReadFace(camera, header, timeNs, id, out face),
            MediaHeader.FrameSchema => FrameRecord.CheckHeader(header) is { } fault ? $"The frame {fault}." : ReadPicture(camera, MediaKind.Frames, header, timeNs, body, id, out picture),
            MediaHeader.PictureSchema => ReadPicture(camera, MediaKind.Pictures, header, timeNs, body, id, out picture),
            _ => $"The schema '{header.Schema}' is not known here; known are {MediaHeader.FragmentSchema}, {MediaHeader.FaceSchema}, {MediaHeader.FrameSchema} and {MediaHeader.PictureSchema}.",
        };
        if (wrong is not null) return wrong;
        upload = new MediaUpload(stream, sequence, appendedAtNs, headerJson, body, fragment, face, picture);
        return null;
    }

    private static string? ReadFragment(
        StreamKey stream, CameraId camera, MediaHeader header, long timeNs, ReadOnlyMemory<byte> body, RecordId id,
        out ArchivedFragment? fragment)
    {
        fragment = null;
        if (stream.Stream != VideoStreamPrefix + header.Camera)
        {
            return $"A fragment of camera '{header.Camera}' belongs into the stream '{VideoStreamPrefix}{header.Camera}', not '{stream.Stream}'.";
        }
        if (header.ContentType != "video/mp4") return $"A fragment has the content type video/mp4, not '{header.ContentType}'.";
        if (header.DurationNs is not { } duration || duration < 1 || duration > LongestFragmentNs)
        {
            return "A fragment has a durationNs from 1 to 10 minutes.";
        }
        if (header.Session is not { Length: > 0 and <= MaxSessionChars } session || session.AsSpan().ContainsAnyExcept(SessionChars))
        {
            return $"A fragment has a session of 1 to {MaxSessionChars} of A-Z a-z 0-9 -.";
        }
        if (header.Index is not { } index || index < 0) return "A fragment has an index of 0 or more.";
        if (header.InitBytes is not { } init || init < 1 || init >= body.Length)
        {
            return $"A fragment has initBytes from 1 to less than its {body.Length:N0} bytes.";
        }
        var digest = Convert.ToHexStringLower(SHA256.HashData(body.Span[..init]))[..DigestChars];
        fragment = new ArchivedFragment(camera, timeNs, duration, header.Width, header.Height, session, index, init, digest, id);
        return null;
    }

    private static string? ReadFace(CameraId camera, MediaHeader header, long timeNs, RecordId id, out ArchivedFace? face)
    {
        face = null;
        if (header.ContentType != "image/jpeg") return $"A face has the content type image/jpeg, not '{header.ContentType}'.";
        if (header.Score is not (>= 0 and <= 1)) return "A face has a score from 0 to 1.";
        face = new ArchivedFace(camera, timeNs, header.Width, header.Height, header.Score.Value, id);
        return null;
    }

    private static string? ReadPicture(
        CameraId camera, MediaKind kind, MediaHeader header, long timeNs, ReadOnlyMemory<byte> body, RecordId id, out ArchivedPicture? picture)
    {
        picture = null;
        if (header.ContentType != "image/jpeg") return $"A picture has the content type image/jpeg, not '{header.ContentType}'.";
        if (header.Id is null || header.Id != PictureId.Of(body.Span)) return $"The id '{header.Id}' is not the one of the picture of {body.Length:N0} bytes.";
        picture = new ArchivedPicture(camera, kind, timeNs, header.Width, header.Height, header.Id, id);
        return null;
    }

    private static string? CameraFault(string camera)
    {
        try
        {
            _ = new CameraName(camera);
            return null;
        }
        catch (InvalidInputException e)
        {
            return e.Message;
        }
    }
}
