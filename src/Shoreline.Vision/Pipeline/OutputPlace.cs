using Shoreline.Core.Naming;

namespace Shoreline.Vision.Pipeline;

/// <summary>Where the pictures or videos of sources go: one file, or a folder that gets a file for each source.</summary>
/// <param name="Option">By which it was named.</param>
/// <param name="Path">As the person wrote it.</param>
/// <param name="Extension">Of the files.</param>
internal sealed record OutputPlace(string Option, string Path, string Extension)
{
    /// <summary>What exists as a folder, ends in a slash, or has no ending at all.</summary>
    public bool IsFolder => !IsFile && (Directory.Exists(Path) || Path.EndsWith('/') || !System.IO.Path.HasExtension(Path));

    private bool IsFile => Path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) && !Directory.Exists(Path);

    public static OutputPlace? Video(string? path) => path is null ? null : new OutputPlace("--out", path, ".mp4");

    public static OutputPlace? Latest(string? path) => path is null ? null : new OutputPlace("--latest", path, ".jpg");

    /// <summary>What is wrong with it for so many sources; null for nothing.</summary>
    public string? FaultFor(int sources) =>
        IsFolder ? null
        : !IsFile ? $"{Option} is {Path}: give a name that ends in {Extension}, or a folder."
        : sources > 1 ? $"{Option} is {Path}, one file, and there are {sources} sources: give a folder, which gets a file for each."
        : null;

    /// <exception cref="Core.InvalidInputException">The folder cannot be made, or that of the file is not there.</exception>
    public void Prepare()
    {
        if (IsFolder) OutputFiles.CreateFolder(Path);
        else OutputFiles.CheckFolder(Path);
    }

    public string FileOf(CameraName camera) => IsFolder ? System.IO.Path.Combine(Path, camera.Value + Extension) : Path;
}
