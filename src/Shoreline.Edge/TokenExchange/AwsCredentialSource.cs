using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using Amazon.S3;
using Shoreline.Edge.Exports;
using Shoreline.Edge.Exports.Aws;

namespace Shoreline.Edge.TokenExchange;

/// <summary>The credentials of the configured S3 endpoint: its secret, or what AWS's usual chain finds on this machine.</summary>
internal sealed class AwsCredentialSource(AwsConnection connection) : ICredentialSource, IDisposable
{
    private readonly DefaultAWSCredentialsIdentityResolver _chain = new();

    public async Task<ExchangedCredentials> GetAsync(CancellationToken cancellationToken)
    {
        try
        {
            var config = new AmazonS3Config { AuthenticationRegion = connection.Region, ServiceURL = connection.Endpoint?.AbsoluteUri };
            var credentials = connection.Keys?.ToCredentials() ?? await _chain.ResolveIdentityAsync(config, cancellationToken).ConfigureAwait(false);
            var found = await credentials.GetCredentialsAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            var expires = credentials.Expiration is { } at ? new DateTimeOffset(at.ToUniversalTime()) : (DateTimeOffset?)null;
            return new ExchangedCredentials(found.AccessKey, new Secret(found.SecretKey), found.UseToken ? new Secret(found.Token) : null, expires);
        }
        catch (AmazonClientException e)
        {
            throw new CredentialException(
                500, $"There are no credentials to give: {e.Message.TrimEnd('.')}. Name a secret under exports: s3: of edge.yaml, or give this machine credentials of its own.");
        }
    }

    public void Dispose() => _chain.Dispose();
}
