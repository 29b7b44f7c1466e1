namespace Shoreline.Edge.TokenExchange;

/// <summary>Keeps credentials until five minutes before they expire. Thread-safe; asks once for all who wait.</summary>
internal sealed class CredentialCache(ICredentialSource source, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LastingFor = TimeSpan.FromHours(1); // clients ask again by then, and so learn of a changed secret

    private readonly SemaphoreSlim _asking = new(1);
    private volatile ExchangedCredentials? _cached;

    /// <returns>With an expiration.</returns>
    /// <exception cref="CredentialException">The source refuses them.</exception>
    public async Task<ExchangedCredentials> GetAsync(CancellationToken cancellationToken)
    {
        if (Fresh() is { } known) return known;
        await _asking.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (Fresh() is { } asked) return asked;
            var credentials = await source.GetAsync(cancellationToken).ConfigureAwait(false);
            return _cached = credentials with { Expiration = credentials.Expiration ?? time.GetUtcNow() + LastingFor };
        }
        finally
        {
            _asking.Release();
        }
    }

    public void Dispose() => _asking.Dispose();

    private ExchangedCredentials? Fresh() => _cached is { } cached && time.GetUtcNow() < cached.Expiration - Margin ? cached : null;
}
