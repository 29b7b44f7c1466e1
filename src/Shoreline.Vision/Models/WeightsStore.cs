using Shoreline.Core;

namespace Shoreline.Vision.Models;

/// <summary>Finds weights by their digest in the folders of this machine, and downloads those that are in none.</summary>
public sealed class WeightsStore
{
    private readonly IReadOnlyList<string> _folders;
    private readonly string _cache;
    private readonly DigestCache _digests;
    private readonly HttpMessageHandler? _http;

    /// <param name="folders">Searched in order, before the cache.</param>
    /// <param name="cache">Where downloads go.</param>
    /// <param name="http">Sends the downloads; null for the usual way.</param>
    public WeightsStore(IReadOnlyList<string> folders, string cache, HttpMessageHandler? http = null)
    {
        (_folders, _cache, _http) = (folders, cache, http);
        _digests = new DigestCache(Path.Combine(cache, "digests.json"));
    }

    /// <summary>
    /// The folders of <c>SHORELINE_MODELS</c> (separated by colons), then <c>models/</c> of the assets; the cache is
    /// <c>shoreline/models</c> in <c>XDG_CACHE_HOME</c>, by default <c>~/.cache</c>.
    /// </summary>
    public static WeightsStore FromEnvironment()
    {
        var given = Environment.GetEnvironmentVariable("SHORELINE_MODELS") ?? "";
        List<string> folders = [.. given.Split(':', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
        if (Assets.Find() is { } assets) folders.Add(Path.Combine(assets, "models"));
        return new WeightsStore(folders, Path.Combine(CacheFolder(), "models"));
    }

    /// <summary><c>shoreline</c> in <c>XDG_CACHE_HOME</c>, by default <c>~/.cache</c>.</summary>
    internal static string CacheFolder()
    {
        var caches = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg
            ? xdg
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        return Path.Combine(caches, "shoreline");
    }

    /// <summary>The model with its weights, or null where this machine does not have them.</summary>
    /// <exception cref="InvalidInputException">The model's own folder holds the file, but with another digest.</exception>
    internal Model? Find(ModelManifest manifest, string modelFolder)
    {
        var weights = manifest.Weights;
        var own = Path.Combine(modelFolder, weights.File);
        if (File.Exists(own)) return Own(manifest, own);
        foreach (var folder in weights.Folders)
        {
            var path = Path.Combine(folder, weights.File);
            if (File.Exists(path) && Matches(path, weights)) return Ready(manifest, path);
        }
        if (weights.Sha256 is null) return null;
        foreach (var folder in _folders.Append(_cache))
        {
            if (Candidates(folder, weights).FirstOrDefault(path => Matches(path, weights)) is { } found) return Ready(manifest, found);
        }
        return null;
    }

    /// <summary>Downloads the weights into the cache: to a temporary name, renamed once the digest is right.</summary>
    /// <exception cref="MissingDependencyException">No address served them.</exception>
    internal async Task<Model> DownloadAsync(
        ModelManifest manifest, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        List<string> failures = [];
        foreach (var url in manifest.Weights.Urls)
        {
            try
            {
                var path = Path.Combine(_cache, manifest.Weights.Sha256 + Path.GetExtension(manifest.Weights.File));
                using var download = new WeightsDownload(manifest, _http);
                await download.FetchAsync(url, path, progress, cancellationToken);
                return Ready(manifest, path);
            }
            catch (DownloadFailedException e)
            {
                failures.Add(e.Message);
            }
        }
        throw Missing(manifest, failures);
    }

    internal MissingDependencyException Missing(ModelManifest manifest, IReadOnlyList<string> failures)
    {
        var weights = manifest.Weights;
        if (weights.Package is { } package)
        {
            return new MissingDependencyException(
                $"The model '{manifest.Name}' needs {weights.File}, which is not in {string.Join(", ", weights.Folders)}: apt-get install {package}.");
        }
        var tried = failures.Count > 0 ? $" Download failed: {string.Join("; ", failures)}." : "";
        return new MissingDependencyException(
            $"The weights of the model '{manifest.Name}' (sha256 {weights.Sha256}) are in none of {string.Join(", ", _folders.Append(_cache))}.{tried} " +
            $"Get {weights.File} from {(weights.Urls.Count > 0 ? string.Join(" or ", weights.Urls) : manifest.Source)} and put it in a folder of SHORELINE_MODELS.");
    }

    private Model Own(ModelManifest manifest, string path)
    {
        if (Matches(path, manifest.Weights)) return Ready(manifest, path);
        throw new InvalidInputException(
            $"The weights {path} have the sha256 {_digests.Of(path)}, but {ModelManifest.FileName} of '{manifest.Name}' says {manifest.Weights.Sha256}: " +
            "replace the file, or correct the manifest if the file is the one meant.");
    }

    private Model Ready(ModelManifest manifest, string path) => new(manifest, path, "sha256:" + _digests.Of(path));

    private bool Matches(string path, WeightsManifest weights) => weights.Sha256 is null || _digests.Of(path) == weights.Sha256;

    // Only a file of the right size can have the right digest: most folders are searched without reading a file.
    private static IEnumerable<string> Candidates(string folder, WeightsManifest weights)
    {
        if (!Directory.Exists(folder)) return [];
        return new DirectoryInfo(folder).EnumerateFiles()
            .Where(file => weights.Bytes is not { } bytes || file.Length == bytes)
            .OrderByDescending(file => file.Name == weights.File)
            .Select(file => file.FullName);
    }
}
