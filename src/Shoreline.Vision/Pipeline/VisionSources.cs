using Shoreline.Core;
using Shoreline.Core.Naming;

namespace Shoreline.Vision.Pipeline;

/// <summary>The sources that a person named, folders of clips opened up, each with a camera name of its own.</summary>
internal static class VisionSources
{
    /// <summary>Sources of one run, at most: a folder named by mistake must not begin a week of work.</summary>
    public const int Most = 10_000;

    /// <param name="texts">Addresses, files and folders. A folder's pictures are one source, each of its clips is one.</param>
    /// <param name="recursive">Whether folders in folders count too; links to folders are not followed.</param>
    /// <param name="cameras">Names in the order of the sources, or none.</param>
    /// <exception cref="InvalidInputException">Something is not there, or the names do not fit; a line for each fault.</exception>
    public static IReadOnlyList<VisionSource> Parse(IReadOnlyList<string> texts, bool recursive, IReadOnlyList<CameraName> cameras)
    {
        var (sources, faults) = (new List<VisionSource>(), new List<string>());
        foreach (var text in texts)
        {
            try
            {
                if (Directory.Exists(text)) AddFolder(Path.GetFullPath(text), recursive, sources);
                else sources.Add(VisionSource.Parse(text));
                if (sources.Count > Most) throw new InvalidInputException($"{text} and what stands before it are more than {Most:N0} sources: name fewer folders at a time.");
            }
            catch (InvalidInputException e)
            {
                faults.Add(e.Message);
                if (sources.Count > Most) break;
            }
        }
        if (faults.Count > 0) throw new InvalidInputException(string.Join('\n', faults));
        return cameras.Count == 0 ? NameApart(sources) : NameAsTold(sources, cameras);
    }

    private static List<VisionSource> NameAsTold(List<VisionSource> sources, IReadOnlyList<CameraName> cameras)
    {
        if (cameras.Count != sources.Count)
        {
            throw new InvalidInputException(
                $"--camera is given {cameras.Count} times, and there are {sources.Count} sources: give it once for each, in their order, or not at all.");
        }
        if (cameras.GroupBy(camera => camera).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new InvalidInputException($"--camera {twice.Key} is given {twice.Count()} times: records could not be told apart; give each source a name of its own.");
        }
        return [.. sources.Zip(cameras, (source, camera) => source with { Camera = camera })];
    }

    /// <summary>Sources of one name get their folder or host before it; those that are still alike, a number behind it.</summary>
    private static List<VisionSource> NameApart(List<VisionSource> sources)
    {
        var counts = sources.GroupBy(source => source.Camera).ToDictionary(group => group.Key, group => group.Count());
        var taken = sources.Select(source => source.Camera).Where(camera => counts[camera] == 1).ToHashSet();
        var named = new List<VisionSource>(sources.Count);
        foreach (var source in sources)
        {
            var name = source.Camera;
            if (counts[name] > 1)
            {
                if (source.Place.Length > 0) name = VisionSource.CameraOf($"{source.Place}-{name}");
                for (var number = 2; !taken.Add(name); number++) name = Numbered(source, number);
            }
            named.Add(source with { Camera = name });
        }
        return named;
    }

    private static CameraName Numbered(VisionSource source, int number)
    {
        var ending = $"-{number}";
        var stem = source.Camera.Value;
        return new CameraName(stem[..Math.Min(stem.Length, VisionSource.LongestName - ending.Length)] + ending);
    }

    private static void AddFolder(string folder, bool recursive, List<VisionSource> sources)
    {
        var before = sources.Count;
        try
        {
            Walk(folder, recursive, sources);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"The folder {folder} cannot be read: {e.Message}", e);
        }
        if (sources.Count > before) return;
        throw new InvalidInputException(
            $"The folder {folder} holds no picture and no clip{(recursive ? "" : "; --recursive looks into the folders in it too")}: " +
            "put .jpg, .png, .mp4, .mkv files or the like there.");
    }

    private static void Walk(string folder, bool recursive, List<VisionSource> sources)
    {
        string[] files = [.. Directory.EnumerateFiles(folder).Where(file => !IsHidden(file)).Order(StringComparer.Ordinal)];
        string[] pictures = [.. files.Where(VisionSource.IsPicture)];
        if (pictures.Length > 0) sources.Add(VisionSource.OfPictures(folder, pictures));
        sources.AddRange(files.Where(VisionSource.IsClip).Select(VisionSource.OfFile));
        if (!recursive) return;
        foreach (var inner in new DirectoryInfo(folder).EnumerateDirectories().OrderBy(inner => inner.Name, StringComparer.Ordinal))
        {
            if (sources.Count > Most) return;
            if (!IsHidden(inner.Name) && inner.LinkTarget is null) Walk(inner.FullName, recursive, sources);
        }
    }

    private static bool IsHidden(string path) => Path.GetFileName(path).StartsWith('.');
}
