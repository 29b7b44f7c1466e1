using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Shoreline.Edge.ConfigStore;
using Shoreline.Streams.Files;

namespace Shoreline.Edge.Artifacts;

/// <summary>
/// The folders that components see: <c>packages/artifacts</c> and <c>artifacts-unarchived</c>, made of the content store as the configuration tree says, and made again when a
/// switch, or a return, says otherwise. A running process keeps what it has open.
/// </summary>
internal sealed class PackageFolders(IFileSystem files, IArtifactDisk disk, PackagePaths paths, ContentStore contents, Unpacking unpacking)
{
    /// <summary>Whether a version's folders are as the tree says.</summary>
    public bool IsPlaced(ConfigContainer root, PackageId id) => ReadStamp(id) == StampOf(PackageIndex.FindArtifacts(root, id));

    /// <summary>Makes a version's folders what the tree says. Durable when it returns; interrupted, it is done again.</summary>
    /// <exception cref="ArtifactException">An archive cannot be unpacked, or a stored file is not what it was.</exception>
    public void Place(ConfigContainer root, PackageId id, CancellationToken cancellationToken)
    {
        var artifacts = PackageIndex.FindArtifacts(root, id);
        var stamp = StampOf(artifacts);
        if (ReadStamp(id) == stamp) return;
        RemoveStamp(id);
        var folders = new FolderSet(files, disk, paths.Packages);
        folders.Make(paths.ArtifactsOf(id));
        folders.Make(paths.UnpackedOf(id));
        RemoveOthers(id, artifacts);
        foreach (var artifact in artifacts) PlaceFile(id, artifact, folders);
        foreach (var artifact in artifacts.Where(artifact => artifact.IsUnpacked))
            folders.Make(Path.GetDirectoryName(Path.Combine(paths.UnpackedOf(id), artifact.UnpackedFolder))!);
        folders.Sync();
        foreach (var artifact in artifacts.Where(artifact => artifact.IsUnpacked)) Unpack(id, artifact, cancellationToken);
        WriteStamp(id, stamp);
    }

    /// <summary>Shows the recipe of a version under the name that is usual.</summary>
    public void PlaceRecipe(PackageId id, StoredRecipe recipe)
    {
        var path = paths.RecipeOf(id, recipe.Syntax);
        var bytes = contents.ReadAll(recipe.Sha256);
        if (files.FileExists(path) && ReadAll(path).AsSpan().SequenceEqual(bytes)) return;
        files.CreateFolder(paths.Recipes);
        files.SyncFolder(paths.Packages);
        ConfigFiles.Replace(files, path, bytes);
    }

    /// <summary>Deletes the folders and shown recipes of all versions that a tree does not name.</summary>
    public void Retain(ConfigContainer root)
    {
        var kept = PackageIndex.AllRecipes(root).Select(recipe => recipe.Id).Concat(PackageIndex.AllArtifacts(root)).ToHashSet();
        foreach (var stamp in files.ListFiles(paths.Stamps).Where(stamp => !stamp.EndsWith(".partial", StringComparison.Ordinal)))
            if (!kept.Contains(PackageId.Parse(stamp))) files.DeleteFile(Path.Combine(paths.Stamps, stamp));
        foreach (var tree in (string[])[paths.Artifacts, paths.Unpacked])
        {
            foreach (var name in files.ListFolders(tree))
            {
                foreach (var version in files.ListFolders(Path.Combine(tree, name)))
                    if (!kept.Contains(new PackageId(name, version))) files.DeleteFolder(Path.Combine(tree, name, version));
                if (files.ListFolders(Path.Combine(tree, name)).Count == 0) files.DeleteFolder(Path.Combine(tree, name));
            }
        }
        var shown = PackageIndex.AllRecipes(root).Select(recipe => Path.GetFileName(paths.RecipeOf(recipe.Id, recipe.Recipe.Syntax))).ToHashSet();
        foreach (var name in files.ListFiles(paths.Recipes).Where(name => !shown.Contains(name))) files.DeleteFile(Path.Combine(paths.Recipes, name));
    }

    private void PlaceFile(PackageId id, StoredArtifact artifact, FolderSet folders)
    {
        if (!contents.IsIntact(artifact.Sha256))
        {
            throw new ArtifactException(ArtifactErrors.Checksum, "DEVICE_ERROR",
                $"The stored file {artifact.Sha256} of {id}/{artifact.File} is missing, or is not what it was. Deploy again with the artifact at hand.");
        }
        var path = Path.Combine(paths.ArtifactsOf(id), artifact.File);
        folders.Make(Path.GetDirectoryName(path)!);
        if (files.FolderExists(path)) files.DeleteFolder(path);
        var partial = path + ".partial";
        files.DeleteFile(partial);
        contents.CopyTo(artifact.Sha256, partial, artifact.Mode);
        files.Move(partial, path);
    }

    private void Unpack(PackageId id, StoredArtifact artifact, CancellationToken cancellationToken)
    {
        try
        {
            using var archive = new StoredFileStream(files.Open(contents.PathOf(artifact.Sha256), FileOpen.Read));
            var folder = Path.Combine(paths.UnpackedOf(id), artifact.UnpackedFolder);
            unpacking.Unpack(archive, folder, artifact.Mode, contents.CheckRoom, cancellationToken);
        }
        catch (ArchiveException e)
        {
            throw new ArtifactException(ArtifactErrors.Archive, "COMPONENT_RECIPE_ERROR", $"The archive {id}/{artifact.File} cannot be unpacked: {e.Message}.", e);
        }
    }

    /// <summary>Removes files that this version no longer has.</summary>
    private void RemoveOthers(PackageId id, IReadOnlyList<StoredArtifact> artifacts)
    {
        var kept = artifacts.Select(artifact => artifact.File).ToHashSet(StringComparer.Ordinal);
        RemoveOthers(paths.ArtifactsOf(id), "", kept);
        var unpacked = artifacts.Where(artifact => artifact.IsUnpacked).Select(artifact => artifact.UnpackedFolder.Split('/')[0]).ToHashSet(StringComparer.Ordinal);
        foreach (var name in files.ListFolders(paths.UnpackedOf(id)).Where(name => !unpacked.Contains(name))) files.DeleteFolder(Path.Combine(paths.UnpackedOf(id), name));
    }

    private void RemoveOthers(string folder, string prefix, HashSet<string> kept)
    {
        foreach (var name in files.ListFiles(folder).Where(name => !kept.Contains(prefix + name))) files.DeleteFile(Path.Combine(folder, name));
        foreach (var name in files.ListFolders(folder)) RemoveOthers(Path.Combine(folder, name), $"{prefix}{name}/", kept);
    }

    private string? ReadStamp(PackageId id) => files.FileExists(paths.StampOf(id)) ? Encoding.ASCII.GetString(ReadAll(paths.StampOf(id))) : null;

    private void RemoveStamp(PackageId id)
    {
        if (!files.FileExists(paths.StampOf(id))) return;
        files.DeleteFile(paths.StampOf(id));
        files.SyncFolder(paths.Stamps);
    }

    private void WriteStamp(PackageId id, string stamp)
    {
        files.CreateFolder(paths.Stamps);
        files.SyncFolder(paths.Packages);
        ConfigFiles.Replace(files, paths.StampOf(id), Encoding.ASCII.GetBytes(stamp));
    }

    private static string StampOf(IReadOnlyList<StoredArtifact> artifacts) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(artifacts.Select(artifact => new { artifact.File, artifact.Sha256, artifact.IsUnpacked, artifact.Mode }))));

    private byte[] ReadAll(string path)
    {
        using var file = files.Open(path, FileOpen.Read);
        var bytes = new byte[file.Length];
        file.Read(bytes, 0);
        return bytes;
    }
}
