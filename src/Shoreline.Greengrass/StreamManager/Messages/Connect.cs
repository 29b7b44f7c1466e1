using Shoreline.Greengrass.Cbor;

namespace Shoreline.Greengrass.StreamManager.Messages;

/// <summary>The first frame of a connection (specification, 1.4).</summary>
public sealed record ConnectRequest : StreamManagerRequest
{
    public override Operation Operation => Operation.Connect;

    /// <summary>The version that the client would like best.</summary>
    public required string ProtocolVersion { get; init; }

    public IReadOnlyList<string>? OtherSupportedProtocolVersions { get; init; }

    public string? SdkVersion { get; init; }

    public string? AuthToken { get; init; }

    /// <summary>Leaves the secret out, so that a request can be logged.</summary>
    public override string ToString() => $"Connect {RequestId} {ProtocolVersion} by {SdkVersion}";

    private protected override void WriteFields(CborWriter writer)
    {
        writer.Key("protocolVersion"u8).Text(ProtocolVersion);
        writer.Optional("otherSupportedProtocolVersions"u8, OtherSupportedProtocolVersions, static (w, v) => w.Text(v));
        writer.Optional("sdkVersion"u8, SdkVersion);
        writer.Optional("authToken"u8, AuthToken);
    }

    internal static ConnectRequest Read(ref CborReader reader, string requestId)
    {
        string? version = null, sdk = null, token = null;
        IReadOnlyList<string>? others = null;
        for (var items = reader.ReadMap(); reader.NextField(ref items, out var key);)
        {
            if (key.SequenceEqual("protocolVersion"u8)) version = reader.ReadText();
            else if (key.SequenceEqual("otherSupportedProtocolVersions"u8))
            {
                others = reader.ReadList(static (ref CborReader r) => r.ReadText());
            }
            else if (key.SequenceEqual("sdkVersion"u8)) sdk = reader.ReadText();
            else if (key.SequenceEqual("authToken"u8)) token = reader.ReadText();
            else reader.Skip();
        }
        return new ConnectRequest
        {
            RequestId = requestId,
            ProtocolVersion = Fields.Required(version, "protocolVersion"),
            OtherSupportedProtocolVersions = others,
            SdkVersion = sdk,
            AuthToken = token,
        };
    }
}

public sealed record ConnectResponse : StreamManagerResponse
{
    /// <summary>The version this connection uses; null on failure.</summary>
    public string? ProtocolVersion { get; init; }

    public IReadOnlyList<string>? SupportedProtocolVersions { get; init; }

    public string? ServerVersion { get; init; }

    /// <summary>The server's name for the connection, for logs.</summary>
    public string? ClientIdentifier { get; init; }

    private protected override void WriteFields(CborWriter writer)
    {
        writer.Optional("protocolVersion"u8, ProtocolVersion);
        writer.Optional("supportedProtocolVersions"u8, SupportedProtocolVersions, static (w, v) => w.Text(v));
        writer.Optional("serverVersion"u8, ServerVersion);
        writer.Optional("clientIdentifier"u8, ClientIdentifier);
    }

    internal static ConnectResponse Read(ref CborReader reader)
    {
        var common = new Common();
        string? version = null, server = null, client = null;
        IReadOnlyList<string>? supported = null;
        for (var items = reader.ReadMap(); reader.NextField(ref items, out var key);)
        {
            if (key.SequenceEqual("protocolVersion"u8)) version = reader.ReadText();
            else if (key.SequenceEqual("supportedProtocolVersions"u8))
            {
                supported = reader.ReadList(static (ref CborReader r) => r.ReadText());
            }
            else if (key.SequenceEqual("serverVersion"u8)) server = reader.ReadText();
            else if (key.SequenceEqual("clientIdentifier"u8)) client = reader.ReadText();
            else common.ReadOrSkip(key, ref reader);
        }
        return new ConnectResponse
        {
            RequestId = common.RequestId,
            Status = common.Status,
            ErrorMessage = common.ErrorMessage,
            ProtocolVersion = version,
            SupportedProtocolVersions = supported,
            ServerVersion = server,
            ClientIdentifier = client,
        };
    }
}
