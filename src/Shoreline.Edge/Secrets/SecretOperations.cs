using System.Text;
using Shoreline.Core;
using Shoreline.Edge.Ipc;
using Shoreline.Edge.Ipc.Operations;
using Shoreline.Greengrass.Ipc.Model;

namespace Shoreline.Edge.Secrets;

/// <summary>The secret operation of IPC (greengrass-ipc, 6.6). There is nobody upstream to ask, so <c>refresh</c> finds what is stored.</summary>
internal sealed class SecretOperations(SecretService secrets)
{
    public static void AddTo(OperationTable table, SecretService secrets)
    {
        var operations = new SecretOperations(secrets);
        table.Add(IpcOperations.GetSecretValue, operations.GetAsync, new(IpcServices.SecretManager, r => operations.ArnOf(r.SecretId)));
    }

    private async ValueTask<GetSecretValueResponse> GetAsync(IpcCaller caller, GetSecretValueRequest request, CancellationToken ending)
    {
        var arn = ArnOf(request.SecretId);
        var (version, stage) = (NullIfEmpty(request.VersionId), NullIfEmpty(request.VersionStage));
        if (version is not null && stage is not null) throw IpcErrorException.Failed("versionId and versionStage are given both; give one");
        using var found = await FindAsync(arn, version, stage).ConfigureAwait(false)
            ?? throw NotFound($"Secret not found: {arn} has no {(version is null ? $"stage {stage ?? SecretStages.Current}" : $"version {version}")} on this device", arn);
        return new GetSecretValueResponse
        {
            SecretId = arn,
            VersionId = found.Id,
            VersionStage = found.Stages,
            SecretValue = found.IsText
                ? new SecretValue { SecretString = Encoding.UTF8.GetString(found.Value) }
                : new SecretValue { SecretBinary = found.Value.ToArray() },
        };
    }

    private async Task<SecretVersion?> FindAsync(string arn, string? version, string? stage)
    {
        try { return await Task.Run(() => secrets.Find(arn, version, stage)).ConfigureAwait(false); }
        catch (ShorelineException e) { throw IpcErrorException.Failed(e.Message); }
    }

    private string ArnOf(string? id)
    {
        if (string.IsNullOrEmpty(id)) throw IpcErrorException.Failed("secretId is missing");
        return secrets.ToArn(id) ?? throw NotFound($"Secret not found: {id} is not configured on this device", id);
    }

    private static IpcErrorException NotFound(string message, string name) => IpcErrorException.NotFound(message, "secret", name);

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
