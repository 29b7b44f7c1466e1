using System.Net.Http.Headers;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;
using Amazon.S3;

namespace Shoreline.Edge.Exports.Aws;

/// <summary>
/// Calls of AWS services that speak JSON, signed (Signature Version 4) by the signer of AWS's own library, where a package of the service's
/// own would add nothing. Thread-safe.
/// </summary>
internal sealed class SignedJsonClient : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http;
    private readonly AwsConnection _connection;
    private readonly string _service;
    private readonly TimeProvider _time;
    private readonly AmazonS3Config _config; // any service's will do: the signer and the chain ask it for nothing of S3
    private readonly DefaultAWSCredentialsIdentityResolver _chain = new();

    /// <param name="service">As it stands in signatures and in host names: <c>kinesis</c>.</param>
    public SignedJsonClient(string service, AwsConnection connection, TimeSpan timeout, TimeProvider time)
    {
        (_service, _connection, _time) = (service, connection, time);
        var domain = connection.Region.StartsWith("cn-", StringComparison.Ordinal) ? "amazonaws.com.cn" : "amazonaws.com";
        Endpoint = connection.Endpoint ?? new Uri($"https://{service}.{connection.Region}.{domain}");
        _config = new AmazonS3Config { AuthenticationRegion = connection.Region, ServiceURL = Endpoint.AbsoluteUri };
        _http = new HttpClient(new SocketsHttpHandler
        {
            ConnectTimeout = ConnectTimeout,
            AllowAutoRedirect = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // so that a name that moves is looked up again
        })
        { Timeout = timeout };
    }

    public Uri Endpoint { get; }

    public TimeSpan Timeout => _http.Timeout;

    public void Dispose()
    {
        _http.Dispose();
        _chain.Dispose();
    }

    /// <param name="target">The operation: <c>Kinesis_20131202.PutRecords</c>.</param>
    /// <param name="body">JSON.</param>
    /// <exception cref="AmazonClientException">There are no keys.</exception>
    /// <exception cref="HttpRequestException">There was no whole answer.</exception>
    public async Task<HttpResponseMessage> PostAsync(string target, byte[] body, CancellationToken cancellationToken)
    {
        var keys = await KeysAsync().ConfigureAwait(false);
        var signed = new DefaultRequest(new Operation(), _service)
        {
            HttpMethod = "POST",
            Endpoint = Endpoint,
            ResourcePath = "/",
            Content = body,
            OverrideSigningServiceName = _service,
            DeterminedSigningRegion = _connection.Region,
        };
        signed.Headers["Content-Type"] = "application/x-amz-json-1.1";
        signed.Headers["X-Amz-Target"] = target;
        if (keys.UseToken) signed.Headers["X-Amz-Security-Token"] = keys.Token;
        var signature = new AWS4Signer().SignRequest(signed, _config, null, keys.AccessKey, keys.SecretKey, _time.GetUtcNow().UtcDateTime);

        using var request = new HttpRequestMessage(HttpMethod.Post, Endpoint) { Content = new ByteArrayContent(body) };
        foreach (var (name, value) in signed.Headers)
        {
            if (name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase))
            {
                request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(value);
            }
            else if (!name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }
        request.Headers.TryAddWithoutValidation("Authorization", signature.ForAuthorizationHeader);
        return await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ImmutableCredentials> KeysAsync()
    {
        var credentials = _connection.Keys?.ToCredentials() ?? await _chain.ResolveIdentityAsync(_config, CancellationToken.None)
            .ConfigureAwait(false);
        return await credentials.GetCredentialsAsync().ConfigureAwait(false);
    }

    /// <summary>The signer wants a request that came from a client of the library; nothing of it is used.</summary>
    private sealed class Operation : AmazonWebServiceRequest;
}
