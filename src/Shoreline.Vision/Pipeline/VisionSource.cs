using Shoreline.Core;
using Shoreline.Core.Naming;
using Shoreline.Media;

namespace Shoreline.Vision.Pipeline;

/// <summary>What a person means by a source: one address to capture, or a list of pictures to take one after the other.</summary>
/// <param name="Addresses">In the order in which they are captured.</param>
/// <param name="ArePictures">Whether each is a single picture.</param>
/// <param name="Pace">Files wait for the detector; cameras do not.</param>
/// <param name="Camera">A name for the records where none is given.</param>
internal sealed record VisionSource(IReadOnlyList<string> Addresses, bool ArePictures, CapturePace Pace, CameraName Camera)
{
    private static readonly string[] PictureExtensions = [".jpg", ".jpeg", ".png", ".bmp"];

    /// <exception cref="InvalidInputException">There is no such file, or the folder holds no picture.</exception>
    public static VisionSource Parse(string source)
    {
        if (source.StartsWith("pipeline:", StringComparison.Ordinal)) return new VisionSource([source], false, CapturePace.Live, new CameraName("pipeline"));
        if (source.IndexOf("://", StringComparison.Ordinal) is > 0 and var colon) return OfAddress(source, source[..colon]);
        if (Directory.Exists(source)) return OfFolder(Path.GetFullPath(source));
        if (!File.Exists(source)) throw new InvalidInputException($"There is no file or folder {source}: give a path or an address such as rtsp://host/path.");
        var path = Path.GetFullPath(source);
        return new VisionSource([path], IsPicture(path), CapturePace.Offline, CameraOf(Path.GetFileNameWithoutExtension(path)));
    }

    private static VisionSource OfAddress(string source, string scheme)
    {
        if (scheme is "images") return new VisionSource([source], false, CapturePace.Offline, new CameraName("images"));
        if (scheme is not "file") return new VisionSource([source], false, CapturePace.Live, CameraOf(scheme));
        var loops = source.Contains("loop=true", StringComparison.Ordinal);
        var path = Uri.TryCreate(source, UriKind.Absolute, out var uri) ? uri.LocalPath : source["file://".Length..];
        var name = CameraOf(Path.GetFileNameWithoutExtension(path));
        return new VisionSource([source], IsPicture(path), loops ? CapturePace.Live : CapturePace.Offline, name);
    }

    private static VisionSource OfFolder(string folder)
    {
        string[] pictures = [.. Directory.EnumerateFiles(folder).Where(IsPicture).Order(StringComparer.Ordinal)];
        if (pictures.Length == 0)
        {
            throw new InvalidInputException($"The folder {folder} holds no picture: put {string.Join(", ", PictureExtensions)} files there.");
        }
        return new VisionSource(pictures, true, CapturePace.Offline, CameraOf(Path.GetFileName(folder)));
    }

    private static bool IsPicture(string path) => PictureExtensions.Contains(Path.GetExtension(path).ToLowerInvariant());

    private static CameraName CameraOf(string name) => new(NameText.Fit(name, 64, "camera"));
}
