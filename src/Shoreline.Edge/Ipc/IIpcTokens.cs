namespace Shoreline.Edge.Ipc;

/// <summary>Knows whose a token is.</summary>
internal interface IIpcTokens
{
    /// <returns>A component's name or a command line's identity; null for a token that nobody has. Takes as long for each.</returns>
    string? Find(ReadOnlySpan<byte> token);
}
