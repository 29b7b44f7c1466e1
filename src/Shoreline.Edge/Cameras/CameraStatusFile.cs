using System.Text.Json;
using Shoreline.Core;

namespace Shoreline.Edge.Cameras;

/// <summary>How the camera component tells the edge about its cameras: one small file per process, replaced by rename every second.</summary>
/// <remarks>A file needs no connection that could be down, and the last word of a process that died stays readable.</remarks>
internal static class CameraStatusFile
{
    /// <summary>A file older than this is of a process that hangs or is gone.</summary>
    private static readonly TimeSpan StaleAfter = TimeSpan.FromSeconds(10);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private sealed record Content(string Time, IReadOnlyList<CameraStatus> Cameras);

    public static void Write(string path, IReadOnlyList<CameraStatus> cameras, TimeProvider time) =>
        AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(new Content(Timestamps.ToText(time.NowNs()), cameras), Json));

    /// <returns>Empty where there is no file, or none of the last seconds.</returns>
    public static IReadOnlyList<CameraStatus> Read(string path, TimeProvider time)
    {
        try
        {
            var content = JsonSerializer.Deserialize<Content>(File.ReadAllBytes(path), Json);
            var fresh = content is not null && Timestamps.TryParse(content.Time, out var writtenNs)
                && time.GetUtcNow() - Timestamps.FromNs(writtenNs) < StaleAfter;
            return fresh ? content!.Cameras : [];
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return []; // not written yet
        }
    }
}
