using System.Security.Cryptography;

namespace Shoreline.Edge.Secrets;

/// <summary>One value that a secret has, or had. Dispose clears the value.</summary>
/// <param name="IsText">The value is UTF-8; otherwise any bytes.</param>
internal sealed record SecretVersion(string Id, IReadOnlyList<string> Stages, long CreatedAtNs, bool IsText, byte[] Value) : IDisposable
{
    public void Dispose() => CryptographicOperations.ZeroMemory(Value);

    public override string ToString() => $"version {Id}";
}

/// <summary>Labels of versions (greengrass-ipc, 6.6).</summary>
internal static class SecretStages
{
    public const string Current = "AWSCURRENT";
    public const string Previous = "AWSPREVIOUS";
}
