namespace Shoreline.Edge.Ipc;

/// <summary>Who is on the other side of a connection, for as long as it lasts.</summary>
/// <param name="Name">A component's name, or a command line's identity: <c>greengrass-cli#user-0</c>.</param>
internal sealed record IpcCaller(string Name)
{
    public const string CommandLinePrefix = "greengrass-cli#";

    /// <summary>It showed a token from <c>cli_ipc_info</c>.</summary>
    public bool IsCommandLine { get; } = Name.StartsWith(CommandLinePrefix, StringComparison.Ordinal);
}
