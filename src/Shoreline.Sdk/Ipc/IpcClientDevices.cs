using Shoreline.Greengrass.Ipc.Model;

namespace Shoreline.Sdk.Ipc;

/// <summary>Devices that are clients of the gateway: for components that serve them (greengrass-ipc, 6.8).</summary>
public sealed class IpcClientDevices
{
    private readonly IpcSession _session;

    internal IpcClientDevices(IpcSession session) => _session = session;

    /// <summary>Exchanges a device's credentials for a token that stands for it.</summary>
    /// <exception cref="IpcInvalidCredentialException">They are wrong.</exception>
    public async Task<string> GetAuthTokenAsync(MqttCredential credential, CancellationToken cancellationToken = default)
    {
        var request = new GetClientDeviceAuthTokenRequest { Credential = new CredentialDocument { MqttCredential = credential } };
        return (await _session.AskAsync(IpcOperations.GetClientDeviceAuthToken, request, cancellationToken)).ClientDeviceAuthToken;
    }

    /// <summary>Whether a certificate is that of a device known here.</summary>
    /// <param name="certificatePem">PEM.</param>
    public async Task<bool> VerifyIdentityAsync(string certificatePem, CancellationToken cancellationToken = default)
    {
        var request = new VerifyClientDeviceIdentityRequest { Credential = new ClientDeviceCredential { ClientDeviceCertificate = certificatePem } };
        return (await _session.AskAsync(IpcOperations.VerifyClientDeviceIdentity, request, cancellationToken)).IsValidClientDevice;
    }

    /// <summary>Whether a device may do something.</summary>
    /// <param name="operation">Such as <c>mqtt:publish</c>.</param>
    /// <param name="resource">Such as <c>mqtt:topic:x</c>.</param>
    /// <exception cref="IpcInvalidClientDeviceAuthTokenException">The token is wrong or has run out.</exception>
    public async Task<bool> AuthorizeActionAsync(
        string authToken, string operation, string resource, CancellationToken cancellationToken = default)
    {
        var request = new AuthorizeClientDeviceActionRequest { ClientDeviceAuthToken = authToken, Operation = operation, Resource = resource };
        return (await _session.AskAsync(IpcOperations.AuthorizeClientDeviceAction, request, cancellationToken)).IsAuthorized;
    }

    /// <summary>The certificate with which to serve devices: now, and at each renewal.</summary>
    /// <param name="cancellationToken">Ends the subscription, now or later.</param>
    public Task<IpcEvents<CertificateUpdate>> SubscribeToCertificatesAsync(CancellationToken cancellationToken = default) =>
        _session.SubscribeAsync(
        IpcOperations.SubscribeToCertificateUpdates, new() { CertificateOptions = new CertificateOptions { CertificateType = "SERVER" } },
        static e => e.CertificateUpdate, cancellationToken);
}
