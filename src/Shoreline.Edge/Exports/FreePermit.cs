namespace Shoreline.Edge.Exports;

/// <summary>A turn on a link that nobody shares and nothing bounds.</summary>
internal sealed class FreePermit : ISendPermit
{
    public static FreePermit Instance { get; } = new();

    public ValueTask SpendAsync(long bytes, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public void Dispose() { /* Nothing to give back. */ }
}
