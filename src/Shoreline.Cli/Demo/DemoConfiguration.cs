using System.Net;
using System.Net.Sockets;
using System.Text;
using Shoreline.Core;

namespace Shoreline.Cli.Demo;

/// <summary>Writes the two configuration files that a demo runs on. They are ordinary ones: a good place to start from.</summary>
internal static class DemoConfiguration
{
    public const string Device = "gw-demo";

    private const int PreferredPort = 8080;

    /// <summary>The portal's port: the one asked for, else 8080, else a free one.</summary>
    /// <exception cref="InvalidInputException">The port asked for is taken.</exception>
    public static int PortalPort(int? asked)
    {
        if (TryListen(asked ?? PreferredPort) is { } port) return port;
        if (asked is not null) throw new InvalidInputException($"Port {asked} on 127.0.0.1 is in use by another program. Give another with --port.");
        return FreePort();
    }

    public static int FreePort() => TryListen(0) ?? throw new ShorelineException("No free TCP port on 127.0.0.1.");

    public static string WriteCloud(DemoOptions options, int portalPort, int brokerPort, Uri control)
    {
        var path = Path.Combine(options.CloudData, "cloud.yaml");
        File.WriteAllText(path, $$"""
            # The cloud side of a demo: shoreline cloud --config {{path}} --data {{options.CloudData}}
            portal: { port: {{portalPort}} }
            broker: { port: {{brokerPort}} }
            ingest: { commitSeconds: 1 }
            demo: { control: "{{control.AbsoluteUri.TrimEnd('/')}}" }

            """);
        return path;
    }

    public static string WriteEdge(DemoOptions options, int httpLinkPort, int mqttLinkPort)
    {
        var text = new StringBuilder($$"""
            # The gateway of a demo: shoreline edge --config edge.yaml --root {{options.EdgeRoot}}
            device: {{Device}}
            cloud: { url: "http://127.0.0.1:{{httpLinkPort}}", mqtt: "mqtt://127.0.0.1:{{mqttLinkPort}}" }
            sensor: true
            aggregate: true
            page: { port: 0 }
            streamManager: { port: 0 }
            broker: { port: 0 }
            cameras:

            """);
        foreach (var (name, source) in DemoCameras.Choose(options.Cameras))
        {
            text.Append("  - { name: ").Append(name).Append(", source: \"").Append(source.Replace("\\", "\\\\", StringComparison.Ordinal)
                .Replace("\"", "\\\"", StringComparison.Ordinal)).Append("\" }\n");
        }
        var path = Path.Combine(options.EdgeRoot, "edge.yaml");
        File.WriteAllText(path, text.ToString());
        // A source given on the command line may hold a password.
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }

    private static int? TryListen(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
