using System.Globalization;
using Shoreline.Edge.Configuration;
using Shoreline.Edge.Deployments;
using Shoreline.Edge.Runtime;

namespace Shoreline.Edge.OwnComponents;

/// <summary>What all components see of this gateway in their environment.</summary>
/// <param name="program">Path of the <c>shoreline</c> program: its folder is on their path.</param>
internal sealed class GatewayValues(EdgeConfig config, EdgePaths paths, string program, int streamManagerPort, Uri broker, Func<Uri?> credentials)
{
    public RuntimeValues Get() => new()
    {
        ThingName = config.Device.Value,
        SocketPath = paths.IpcSocket,
        NucleusVersion = BuiltInComponents.VersionsOf(BuiltInComponents.Nucleus)[0].ToString(),
        CredentialsUri = credentials(),
        More = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["STREAM_MANAGER_SERVER_PORT"] = streamManagerPort.ToString(CultureInfo.InvariantCulture), // where stream manager clients look
            ["SHORELINE_ROOT"] = paths.Root,
            ["SHORELINE_BROKER"] = broker.ToString(),
            ["PATH"] = $"{Path.GetDirectoryName(program)}:{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin",
        },
    };
}
