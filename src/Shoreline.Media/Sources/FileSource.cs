using Shoreline.Core;

namespace Shoreline.Media;

/// <summary>A video file. <c>loop=true</c> plays it for ever, as one timeline.</summary>
internal sealed record FileSource(string Path, bool Loop) : SourceAddress
{
    public override string Shown => Path;

    public override bool IsFinite => !Loop;

    /// <summary>What follows <c>file://</c>.</summary>
    public static SourceAddress ParseUri(string rest)
    {
        var query = SourceQuery.Split("file", rest, out var path, "loop");
        if (!path.StartsWith('/')) throw new InvalidInputException($"'file://{path}' has no absolute path: write file:///folder/clip.mp4, or the path alone.");
        return Of(Uri.UnescapeDataString(path), query.Flag("loop"));
    }

    /// <summary>A path as one types it. One that exists is taken as it stands, question marks and all.</summary>
    public static SourceAddress ParsePath(string text)
    {
        if (text.Length == 0) throw new InvalidInputException("The source is empty: give a file, or an address such as rtsp://camera/stream.");
        if (System.IO.Path.Exists(text)) return Of(text, loop: false);
        var query = text.Contains('?', StringComparison.Ordinal) ? SourceQuery.Split("file", text, out text, "loop") : null;
        return Of(text, query?.Flag("loop") ?? false);
    }

    private static SourceAddress Of(string path, bool loop)
    {
        var full = System.IO.Path.GetFullPath(path);
        return Directory.Exists(full) || ImagesSource.IsPicture(full) ? ImagesSource.Of(full, loop) : new FileSource(full, loop);
    }
}
