namespace Shoreline.Edge.Artifacts;

/// <summary>Copies <c>file:</c> artifacts from this machine. An extension: recipes for a fleet never use it, so it must be allowed first.</summary>
internal sealed class FileFetcher : IArtifactFetcher
{
    private const int BlockBytes = 128 << 10;

    public IReadOnlyCollection<string> Schemes { get; } = ["file"];

    public async Task FetchAsync(ArtifactSource source, PartialFile into, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(source.Uri, UriKind.Absolute, out var uri) || !uri.IsFile || uri.Host.Length > 0)
            throw new ArtifactException(ArtifactErrors.BadUri, "COMPONENT_RECIPE_ERROR", $"'{source.Uri}' is not of the form file:///folder/name. Correct the recipe of {source.Component}.");
        try
        {
            var from = File.OpenRead(uri.LocalPath);
            await using (from.ConfigureAwait(false))
            {
                into.Reset();
                var block = new byte[BlockBytes];
                for (int got; (got = await from.ReadAsync(block, cancellationToken).ConfigureAwait(false)) > 0;) into.Append(block.AsSpan(0, got));
            }
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            throw new ArtifactException(ArtifactErrors.Download, "REQUEST_ERROR", $"'{source.Uri}': {e.Message}", e);
        }
    }
}
