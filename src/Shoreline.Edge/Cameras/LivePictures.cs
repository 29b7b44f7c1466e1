using Shoreline.Vision.Latest;
using Shoreline.Vision.Rules;

namespace Shoreline.Edge.Cameras;

/// <summary>The latest pictures of a camera in the live folder: <c>latest.jpg</c> and <c>annotated.jpg</c>.</summary>
internal static class LivePictures
{
    /// <summary>Begins to keep them. Those that are not wanted any more are taken away: a picture of last week must not pass for the latest.</summary>
    /// <exception cref="IOException">The folder cannot be made.</exception>
    public static LatestPicture Open(string liveFolder, CameraTask camera, RuleEngine? rules)
    {
        var (clean, annotated) = (EdgePaths.LatestPicture(liveFolder, camera.Name), EdgePaths.AnnotatedPicture(liveFolder, camera.Name));
        Directory.CreateDirectory(Path.GetDirectoryName(clean)!);
        if (!IsKept(camera.Latest, camera.Latest.Clean)) File.Delete(clean);
        if (!IsKept(camera.Latest, camera.Latest.Annotated)) File.Delete(annotated);
        return new LatestPicture(camera.Latest, clean, annotated, rules);
    }

    /// <summary>Address of the picture that a page shows by itself: the clean one, else the annotated one.</summary>
    public static string AddressOf(string camera, LatestPictureOptions options) =>
        options is { Clean: false, Annotated: true } ? AnnotatedAddress(camera) : $"/live/{camera}/latest.jpg";

    public static string AnnotatedAddress(string camera) => $"/live/{camera}/annotated.jpg";

    public static bool IsKept(LatestPictureOptions options, bool isWanted) => options.Rate > 0 && isWanted;
}
