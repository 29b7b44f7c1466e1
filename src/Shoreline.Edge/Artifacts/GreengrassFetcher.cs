namespace Shoreline.Edge.Artifacts;

/// <summary>Fetches <c>greengrass:</c> artifacts, which name no server, from the fleet's: <c>&lt;server&gt;/&lt;component&gt;/&lt;version&gt;/&lt;file&gt;</c>.</summary>
/// <param name="server">Null where none is configured.</param>
internal sealed class GreengrassFetcher(Uri? server, HttpFetcher http) : IArtifactFetcher
{
    public IReadOnlyCollection<string> Schemes { get; } = ["greengrass"];

    public Task FetchAsync(ArtifactSource source, PartialFile into, CancellationToken cancellationToken)
    {
        if (server is null)
        {
            throw new ArtifactException(ArtifactErrors.Download, "REQUEST_ERROR",
                $"'{source.Uri}' comes from the fleet's server, and none is configured. Put the file into the deployment's artifact folder, or configure the server.");
        }
        string[] parts = [source.Component, source.Version, source.Uri[(source.Uri.LastIndexOf('/') + 1)..]];
        var folder = server.AbsoluteUri.TrimEnd('/') + "/";
        return http.FetchAsync(new Uri(folder + string.Join('/', parts.Select(Uri.EscapeDataString))), into, cancellationToken);
    }
}
