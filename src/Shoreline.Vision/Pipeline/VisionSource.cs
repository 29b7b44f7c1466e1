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
    /// <summary>Characters of a camera's name, at most.</summary>
    public const int LongestName = 64;

    private static readonly string[] PictureExtensions = [".jpg", ".jpeg", ".png", ".bmp"];

    private static readonly string[] ClipExtensions =
        [".mp4", ".m4v", ".mkv", ".mov", ".avi", ".webm", ".ts", ".mpg", ".mpeg", ".3gp", ".flv", ".wmv"];

    /// <summary>The source for people: an address without what may be secret in it.</summary>
    public required string Shown { get; init; }

    /// <summary>What tells it from another of the same name: a file's folder, a camera's host; empty where there is nothing.</summary>
    public string Place { get; init; } = "";

    /// <summary>Whether it goes on until it is told to stop.</summary>
    public bool IsEndless { get; init; }

    /// <exception cref="InvalidInputException">There is no such file, or the folder holds no picture.</exception>
    public static VisionSource Parse(string source)
    {
        if (source.StartsWith("pipeline:", StringComparison.Ordinal) || source.IndexOf("://", StringComparison.Ordinal) > 0) return OfAddress(source);
        if (Directory.Exists(source)) return OfFolder(Path.GetFullPath(source));
        if (!File.Exists(source)) throw new InvalidInputException($"There is no file or folder {source}: give a path or an address such as rtsp://host/path.");
        return OfFile(Path.GetFullPath(source));
    }

    /// <param name="path">Absolute, of a file that exists.</param>
    public static VisionSource OfFile(string path) => new([path], IsPicture(path), CapturePace.Offline, CameraOf(Path.GetFileNameWithoutExtension(path)))
    {
        Shown = path,
        Place = Path.GetFileName(Path.GetDirectoryName(path) ?? ""),
    };

    /// <param name="folder">Absolute; its pictures are one source.</param>
    /// <param name="pictures">In order, at least one.</param>
    public static VisionSource OfPictures(string folder, IReadOnlyList<string> pictures) => new(pictures, true, CapturePace.Offline, CameraOf(Path.GetFileName(folder)))
    {
        Shown = folder,
        Place = Path.GetFileName(Path.GetDirectoryName(folder) ?? ""),
    };

    public static bool IsPicture(string path) => PictureExtensions.Contains(Path.GetExtension(path).ToLowerInvariant());

    public static bool IsClip(string path) => ClipExtensions.Contains(Path.GetExtension(path).ToLowerInvariant());

    public static CameraName CameraOf(string name) => new(NameText.Fit(name, LongestName, "camera"));

    private static VisionSource OfAddress(string source)
    {
        var parsed = SourceAddress.Parse(source);
        var scheme = source.Split(':', 2)[0];
        var path = parsed switch { FileSource file => file.Path, ImagesSource images => images.Path, _ => null };
        var isFile = scheme == "file";
        var waits = parsed is FileSource { Loop: false } or ImagesSource { Loop: false } || scheme == "images";
        var name = isFile ? Path.GetFileNameWithoutExtension(path)! : scheme;
        return new VisionSource([source], isFile && IsPicture(path!), waits ? CapturePace.Offline : CapturePace.Live, CameraOf(name))
        {
            Shown = parsed.Shown,
            Place = parsed is RtspSource rtsp ? new Uri(rtsp.Location).Host : isFile ? Path.GetFileName(Path.GetDirectoryName(path)) ?? "" : "",
            IsEndless = !parsed.IsFinite,
        };
    }

    private static VisionSource OfFolder(string folder)
    {
        string[] pictures = [.. Directory.EnumerateFiles(folder).Where(IsPicture).Order(StringComparer.Ordinal)];
        if (pictures.Length == 0)
        {
            throw new InvalidInputException($"The folder {folder} holds no picture: put {string.Join(", ", PictureExtensions)} files there.");
        }
        return OfPictures(folder, pictures);
    }
}
