using Shoreline.Streams.Files;

namespace Shoreline.Edge.Artifacts;

/// <summary>What an artifact store is made of.</summary>
internal sealed class ArtifactStoreParts
{
    /// <param name="limits">Asked anew before anything is stored.</param>
    public ArtifactStoreParts(
        IFileSystem files, IArtifactDisk disk, PackagePaths paths, Func<StoreLimits> limits, ArchiveLimits archiveLimits)
    {
        Files = files;
        files.CreateFolder(paths.Packages);
        files.SyncFolder(paths.Root);
        Contents = new ContentStore(files, disk, paths.Contents, limits);
        Unpacking = new Unpacking(files, disk, archiveLimits);
        NotedImages = new NotedImages(files, paths.NotedImages);
        Folders = new PackageFolders(files, disk, paths, Contents, Unpacking);
    }

    public IFileSystem Files { get; }

    public ContentStore Contents { get; }

    public PackageFolders Folders { get; }

    public Unpacking Unpacking { get; }

    public IReadOnlyList<IArtifactFetcher> Fetchers { get; init; } = [];

    public NotedImages NotedImages { get; }

    public ImageEngine Images { get; init; } = new();

    public FetchLimits FetchLimits { get; init; } = FetchLimits.Default;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Takes bare names and <c>file:</c> in recipes, which no fleet has.</summary>
    public bool AllowsLocalUris { get; init; }
}
