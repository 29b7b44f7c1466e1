using Shoreline.Greengrass.Ipc.Model;

namespace Shoreline.Sdk.Ipc;

/// <summary>Secrets that are stored on the gateway (greengrass-ipc, 6.6).</summary>
public sealed class IpcSecrets
{
    private readonly IpcSession _session;

    internal IpcSecrets(IpcSession session) => _session = session;

    /// <param name="secretId">ARN or name.</param>
    /// <param name="versionId">Not together with a stage.</param>
    /// <param name="versionStage">Default <c>AWSCURRENT</c>.</param>
    /// <param name="refresh">Asks upstream first; what is stored serves where that fails.</param>
    /// <exception cref="IpcResourceNotFoundException">The gateway does not have the secret, or not this version.</exception>
    /// <exception cref="IpcUnauthorizedException">The component may not read it.</exception>
    public Task<GetSecretValueResponse> GetAsync(
        string secretId, string? versionId = null, string? versionStage = null, bool refresh = false,
        CancellationToken cancellationToken = default) =>
        _session.AskAsync(IpcOperations.GetSecretValue, new GetSecretValueRequest
        {
            SecretId = secretId,
            VersionId = versionId,
            VersionStage = versionStage,
            Refresh = refresh ? true : null,
        }, cancellationToken);
}
