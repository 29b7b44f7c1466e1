using System.Globalization;
using System.Text.RegularExpressions;
using Shoreline.Core;

namespace Shoreline.Media;

/// <summary>Pictures as video: one file, the files of a folder in the order of their names, or those that fit a pattern such as <c>%05d.jpg</c> by number.</summary>
/// <param name="Path">File, folder, or folder and pattern.</param>
/// <param name="Loop">Begin again after the last one.</param>
/// <param name="Fps">Pictures a second.</param>
internal sealed partial record ImagesSource(string Path, bool Loop, int Fps) : SourceAddress
{
    private const int DefaultFps = 10;

    public override string Shown => Path;

    public override bool IsFinite => !Loop;

    public static ImagesSource ParseRest(string rest)
    {
        var query = SourceQuery.Split("images", rest, out var path, "loop", "fps");
        if (!path.StartsWith('/')) throw new InvalidInputException($"'images://{path}' has no absolute path: write images:///folder/%05d.jpg or images:///folder.");
        return new ImagesSource(path, query.Flag("loop"), query.Int("fps", DefaultFps, 1, 240)); // % is the pattern's own, so nothing is unescaped
    }

    public static ImagesSource Of(string path, bool loop) => new(path, loop, DefaultFps);

    public static bool IsPicture(string path) => MediaType(path) is not null;

    /// <summary>GStreamer's name of the file's kind, by its ending; null where it is no picture that we read.</summary>
    public static string? MediaType(string path) => System.IO.Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".jpg" or ".jpeg" => "image/jpeg",
        ".png" => "image/png",
        _ => null,
    };

    /// <summary>The files, in order.</summary>
    /// <exception cref="SourceException">There is none, or they are of different kinds.</exception>
    public IReadOnlyList<string> Files()
    {
        var files = File.Exists(Path) ? [Path] : Directory.Exists(Path) ? InFolder() : ByPattern();
        if (files.Count == 0) throw new SourceException(SourceFault.Unavailable, $"'{Path}' holds no picture: no .jpg, .jpeg or .png file fits.");
        var kind = MediaType(files[0]) ?? throw new SourceException(SourceFault.Unsupported, $"'{files[0]}' is no picture that can be read: use .jpg or .png.");
        return files.FirstOrDefault(file => MediaType(file) != kind) is not { } odd
            ? files
            : throw new SourceException(SourceFault.Unsupported, $"'{Path}' mixes {kind} with '{System.IO.Path.GetFileName(odd)}': put pictures of one kind into a folder.");
    }

    private List<string> InFolder() => [.. Directory.EnumerateFiles(Path).Where(IsPicture).Order(StringComparer.Ordinal)];

    private List<string> ByPattern()
    {
        var folder = System.IO.Path.GetDirectoryName(Path) ?? "/";
        var name = System.IO.Path.GetFileName(Path);
        var parts = NumberPlace().Split(name);
        if (parts.Length != 2 || !Directory.Exists(folder)) return [];
        return
        [
            .. Directory.EnumerateFiles(folder)
                .Select(file => (file, number: NumberIn(System.IO.Path.GetFileName(file), parts[0], parts[1])))
                .Where(entry => entry.number is not null)
                .OrderBy(entry => entry.number)
                .Select(entry => entry.file),
        ];
    }

    private static long? NumberIn(string name, string before, string after) =>
        name.Length > before.Length + after.Length && name.StartsWith(before, StringComparison.Ordinal) && name.EndsWith(after, StringComparison.Ordinal)
        && long.TryParse(name.AsSpan(before.Length, name.Length - before.Length - after.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    [GeneratedRegex("%0?[0-9]*d")]
    private static partial Regex NumberPlace();
}
