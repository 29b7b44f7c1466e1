using System.Net.Http.Headers;
using System.Text;
using Shoreline.Cloud.Live;
using Shoreline.Cloud.Media;
using Shoreline.Core;
using Shoreline.Core.Records;

namespace Shoreline.Cloud.Tests.Media;

/// <summary>Media records as an edge makes them. The bytes are no video: the cloud never looks into them.</summary>
internal static class Samples
{
    public const string Device = "gw-1";
    public const string Camera = "entrance";
    public const string Init = "ftyp+moov";
    public const long SecondNs = 1_000_000_000;

    public static string Incarnation { get; } = new('b', 32);

    public static byte[] Fragment(long index, long startNs, string media = "moof+mdat", string session = "s1", string init = Init) =>
        MediaRecord.Encode(
        new MediaHeader
        {
            Schema = MediaHeader.FragmentSchema,
            Device = Device,
            Camera = Camera,
            Time = Timestamps.ToText(startNs),
            ContentType = "video/mp4",
            Width = 1280,
            Height = 720,
            DurationNs = SecondNs,
            Session = session,
            Index = index,
            Codec = "avc1.64001f",
            InitBytes = init.Length,
        },
        Encoding.ASCII.GetBytes(init + media));

    public static byte[] Face(long timeNs, double score = 0.9) => MediaRecord.Encode(
        new MediaHeader
        {
            Schema = MediaHeader.FaceSchema,
            Device = Device,
            Camera = Camera,
            Time = Timestamps.ToText(timeNs),
            ContentType = "image/jpeg",
            Width = 96,
            Height = 112,
            FrameIndex = 3,
            Score = score,
            Box = [0.1, 0.2, 0.3, 0.4],
            Model = "yunet",
        },
        "jpeg"u8);

    /// <summary>A record whose picture has an id.</summary>
    /// <param name="ofId">The picture that the id is of; null for the right one.</param>
    public static byte[] Picture(string schema, long timeNs, string picture = "jpeg", string? ofId = null) => MediaRecord.Encode(
        new MediaHeader
        {
            Schema = schema,
            Device = Device,
            Camera = Camera,
            Time = Timestamps.ToText(timeNs),
            ContentType = "image/jpeg",
            Width = 1280,
            Height = 720,
            Id = PictureId.Of(Encoding.ASCII.GetBytes(ofId ?? picture)),
            Detections = [],
        },
        Encoding.ASCII.GetBytes(picture));

    public static async Task<HttpResponseMessage> PutAsync(HttpClient http, string stream, long sequence, byte[] record)
    {
        using var content = new ByteArrayContent(record);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/ingest/v1/{Device}/{stream}/{Incarnation}/{sequence}");
        request.Content = content;
        request.Headers.Add("Shoreline-Append-Time", $"{TimeProvider.System.NowNs()}");
        return await http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public static ArchivedFragment Archived(
        long sequence, long startNs, string session = "s1", long? index = null, double seconds = 1, string digest = "00d1") =>
        new(
            new CameraId(Device, Camera), startNs, (long)(seconds * SecondNs), 1280, 720, session, index ?? sequence, 9, digest,
            new RecordId(Incarnation, sequence));
}
