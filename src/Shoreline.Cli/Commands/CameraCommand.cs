using Microsoft.Extensions.Logging;
using Shoreline.Cli.Terminal;
using Shoreline.Edge.Cameras;

namespace Shoreline.Cli.Commands;

/// <summary>The cameras of a gateway in a process of their own: <c>shoreline vision --config FILE</c>.</summary>
internal static class CameraCommand
{
    public static async Task<int> RunAsync(string file, ILoggerFactory logs, CancellationToken stop)
    {
        await CameraComponent.RunAsync(CameraComponentConfig.Load(file), logs, file, cancellationToken: stop);
        return ExitCode.Done;
    }
}
