using Shoreline.Core;

namespace Shoreline.Media;

/// <summary>Where video comes from, parsed and checked. One record for each form of address: docs/guides/sources.md.</summary>
internal abstract record SourceAddress
{
    /// <summary>The address as it may be shown: without user, password and query.</summary>
    public abstract string Shown { get; }

    /// <summary>Whether it comes to an end by itself.</summary>
    public abstract bool IsFinite { get; }

    /// <summary>Whether it delivers in real time by itself, so that nothing need pace it.</summary>
    public virtual bool IsLive => false;

    /// <exception cref="InvalidInputException">The address has a form that is not known, or a fault.</exception>
    public static SourceAddress Parse(string source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.StartsWith("pipeline:", StringComparison.Ordinal)) return PipelineSource.ParseRest(source["pipeline:".Length..]);
        var split = source.IndexOf("://", StringComparison.Ordinal);
        if (split < 0) return FileSource.ParsePath(source);
        var rest = source[(split + 3)..];
        return source[..split].ToLowerInvariant() switch
        {
            "rtsp" or "rtsps" => RtspSource.ParseRest(source),
            "file" => FileSource.ParseUri(rest),
            "v4l2" => V4l2Source.ParseRest(rest),
            "images" => ImagesSource.ParseRest(rest),
            "test" => TestSource.ParseRest(rest),
            "scene" => SceneSource.ParseRest(rest),
            var scheme => throw new InvalidInputException(
                $"'{scheme}://' is no kind of source: use rtsp, rtsps, file, v4l2, images, test, scene, or pipeline:TEXT, or a path."),
        };
    }
}
