namespace Shoreline.Edge.TokenExchange;

/// <summary>The credentials that components are given.</summary>
/// <param name="Expiration">When they have to be asked for again; null for such as last: they are given for an hour at a time.</param>
internal sealed record ExchangedCredentials(string AccessKeyId, Exports.Secret SecretAccessKey, Exports.Secret? Token, DateTimeOffset? Expiration);

/// <summary>Where credentials come from.</summary>
internal interface ICredentialSource
{
    /// <exception cref="CredentialException">The other side refuses them.</exception>
    Task<ExchangedCredentials> GetAsync(CancellationToken cancellationToken);
}

/// <summary>The source of credentials answered and said no.</summary>
/// <param name="status">HTTP status to pass on.</param>
internal sealed class CredentialException(int status, string message) : Core.ShorelineException(message)
{
    public int Status { get; } = status;
}
