namespace Shoreline.Greengrass.Ipc.Model;

// Client devices: greengrass-ipc, 6.8.

public sealed record GetClientDeviceAuthTokenRequest
{
    public CredentialDocument? Credential { get; init; }
}

public sealed record CredentialDocument
{
    public MqttCredential? MqttCredential { get; init; }
}

public sealed record MqttCredential
{
    public string? ClientId { get; init; }

    public string? CertificatePem { get; init; }

    public string? Username { get; init; }

    public string? Password { get; init; }

    public override string ToString() => nameof(MqttCredential);
}

public sealed record GetClientDeviceAuthTokenResponse
{
    public required string ClientDeviceAuthToken { get; init; }

    public override string ToString() => nameof(GetClientDeviceAuthTokenResponse);
}

public sealed record VerifyClientDeviceIdentityRequest
{
    public ClientDeviceCredential? Credential { get; init; }
}

public sealed record ClientDeviceCredential
{
    /// <summary>PEM.</summary>
    public string? ClientDeviceCertificate { get; init; }
}

public sealed record VerifyClientDeviceIdentityResponse
{
    public required bool IsValidClientDevice { get; init; }
}

public sealed record AuthorizeClientDeviceActionRequest
{
    public string? ClientDeviceAuthToken { get; init; }

    /// <summary>Such as <c>mqtt:publish</c>.</summary>
    public string? Operation { get; init; }

    /// <summary>Such as <c>mqtt:topic:x</c>.</summary>
    public string? Resource { get; init; }

    public override string ToString() => $"{nameof(AuthorizeClientDeviceActionRequest)} {Operation} {Resource}";
}

public sealed record AuthorizeClientDeviceActionResponse
{
    public required bool IsAuthorized { get; init; }
}

public sealed record SubscribeToCertificateUpdatesRequest
{
    public CertificateOptions? CertificateOptions { get; init; }
}

public sealed record CertificateOptions
{
    /// <summary><c>SERVER</c>.</summary>
    public string? CertificateType { get; init; }
}

public sealed record CertificateUpdateEvent
{
    public CertificateUpdate? CertificateUpdate { get; init; }
}

/// <summary>PEM texts.</summary>
public sealed record CertificateUpdate
{
    public required string PrivateKey { get; init; }

    public required string PublicKey { get; init; }

    public required string Certificate { get; init; }

    public required IReadOnlyList<string> CaCertificates { get; init; }

    public override string ToString() => nameof(CertificateUpdate);
}
