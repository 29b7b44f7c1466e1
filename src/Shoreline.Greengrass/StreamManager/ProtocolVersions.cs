namespace Shoreline.Greengrass.StreamManager;

/// <summary>Versions of the protocol that we speak (specification, 1.4).</summary>
public static class ProtocolVersions
{
    public const byte ConnectVersion = 1;
    public const string Current = "1.1.0";
    public const string Old = "1.0.0";

    /// <summary>Best first.</summary>
    public static IReadOnlyList<string> Supported { get; } = [Current, Old];

    /// <summary>True for digits.digits.digits.</summary>
    public static bool IsWellFormed(string version)
    {
        var parts = version.Split('.');
        return parts.Length == 3 && parts.All(p => p.Length > 0 && p.All(char.IsAsciiDigit));
    }

    /// <summary>
    /// What status a connection of <paramref name="version"/> may be told: 1.0.0 clients lose their connection over 15 to 18.
    /// </summary>
    public static StatusCode Express(StatusCode status, string version) => version != Old ? status : status switch
    {
        StatusCode.OutOfMemoryError or StatusCode.UpdateFailed => StatusCode.UnknownFailure,
        StatusCode.UpdateNotAllowed => StatusCode.InvalidRequest,
        _ => status,
    };
}
