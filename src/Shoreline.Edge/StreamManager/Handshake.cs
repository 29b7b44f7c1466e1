using System.Security.Cryptography;
using System.Text;
using Shoreline.Greengrass.StreamManager;
using Shoreline.Greengrass.StreamManager.Messages;

namespace Shoreline.Edge.StreamManager;

/// <summary>Decides on a connect request (specification, 1.4 and 1.8).</summary>
/// <param name="token">What connects without being a component; null lets everybody in.</param>
/// <param name="isComponents">Whether a token is that of a component; null where there are none.</param>
internal sealed class Handshake(string? token, string serverVersion, Func<ReadOnlySpan<byte>, bool>? isComponents = null)
{
    /// <summary>
    /// The secret is compared as a digest, so that neither its length nor its beginning can be told from the time it takes.
    /// </summary>
    private readonly byte[]? _tokenDigest = token is null ? null : Digest(token);

    /// <param name="operation">Of the first frame; null where none came whole.</param>
    /// <param name="sdkVersion">The client's library, for the log.</param>
    public ConnectResponse Answer(
        int connectVersion, Operation? operation, ReadOnlyMemory<byte> payload, string connectionId, out string sdkVersion)
    {
        sdkVersion = "(unknown)";
        var idFound = RequestId.TryRead(payload, out var requestId);
        if (connectVersion != ProtocolVersions.ConnectVersion)
        {
            return Refuse(StatusCode.UnsupportedConnectVersion, $"connect version {connectVersion}; 1 is supported");
        }
        if (operation != Operation.Connect)
        {
            return Refuse(StatusCode.UnexpectedOperation, $"the first operation is {(int?)operation}; 1, connect, is wanted");
        }
        if (!idFound) return Refuse(StatusCode.InvalidRequest, "the connect request is no CBOR map with a usable requestId");
        ConnectRequest request;
        try
        {
            request = (ConnectRequest)StreamManagerRequest.Read(Operation.Connect, payload, requestId);
        }
        catch (InvalidMessageException e)
        {
            return Refuse(StatusCode.InvalidRequest, e.Message);
        }
        sdkVersion = request.SdkVersion ?? sdkVersion;
        if (!IsAuthorized(request.AuthToken)) return Refuse(StatusCode.Unauthorized, "the authToken is missing or wrong");
        if (!ProtocolVersions.IsWellFormed(request.ProtocolVersion))
        {
            return Refuse(StatusCode.InvalidProtocolVersion, $"'{request.ProtocolVersion}' is no version; write digits.digits.digits");
        }
        var common = Array.Find(
            [request.ProtocolVersion, .. request.OtherSupportedProtocolVersions ?? []], ProtocolVersions.Supported.Contains);
        if (common is null)
        {
            var refusal = Refuse(StatusCode.UnsupportedProtocolVersion, "no common protocol version");
            return refusal with { SupportedProtocolVersions = ProtocolVersions.Supported };
        }
        return new ConnectResponse
        {
            RequestId = requestId,
            ProtocolVersion = common,
            SupportedProtocolVersions = ProtocolVersions.Supported,
            ServerVersion = serverVersion,
            ClientIdentifier = connectionId,
        };

        ConnectResponse Refuse(StatusCode status, string message) =>
            new() { RequestId = idFound ? requestId : "", Status = status, ErrorMessage = message };
    }

    private bool IsAuthorized(string? given)
    {
        if (_tokenDigest is null) return true;
        if (string.IsNullOrEmpty(given)) return false;
        return CryptographicOperations.FixedTimeEquals(_tokenDigest, Digest(given)) || isComponents?.Invoke(Encoding.UTF8.GetBytes(given)) == true;
    }

    private static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
