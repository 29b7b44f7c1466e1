using Shoreline.Edge.Nucleus;

namespace Shoreline.Edge.Ipc;

/// <summary>The tokens of components and of command lines together.</summary>
internal sealed class IpcTokens(IComponentRuntime components, CommandLineTokens commandLines) : IIpcTokens
{
    public string? Find(ReadOnlySpan<byte> token)
    {
        var component = components.ComponentOfToken(token);
        var commandLine = commandLines.Find(token); // both always: that one was found must not show in the time
        return component ?? commandLine;
    }
}
