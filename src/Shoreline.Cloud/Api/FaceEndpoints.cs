using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Shoreline.Cloud.Media;
using Shoreline.Core;

namespace Shoreline.Cloud.Api;

/// <summary>A face crop.</summary>
/// <param name="Url">Address of the picture.</param>
public sealed record FaceSummary(string Device, string Camera, DateTimeOffset Time, double Score, string Url, int Width, int Height);

internal static class FaceEndpoints
{
    private const int DefaultCount = 24;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/faces", List).WithTags("faces").WithSummary("The newest face crops, newest first.");
        api.MapGet("/media/{*key}", Object).WithTags("media").WithSummary("An object of the media archive.")
            .Produces(200, null, "image/jpeg", "video/mp4").ProducesProblem(404);
    }

    private static IReadOnlyList<FaceSummary> List(MediaIndex media, int limit = DefaultCount) =>
        [.. media.Faces.Read(Math.Clamp(limit, 1, RecentFaces.Most)).Select(face => new FaceSummary(
            face.Camera.Device, face.Camera.Camera, Timestamps.FromNs(face.TimeNs), face.Score,
            $"/api/v1/media/{face.Key[MediaNames.Root.Length..]}", face.Width, face.Height))];

    private static IResult Object(string key, ObjectSections sections) => Path.GetExtension(key) switch
    {
        ".jpg" => sections.Whole(MediaNames.Root + key, "image/jpeg"),
        ".mp4" => sections.Whole(MediaNames.Root + key, "video/mp4"),
        _ => Problems.NotFound($"There is no object '{key}' in the media archive."),
    };
}
