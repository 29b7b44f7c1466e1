using System.Globalization;
using Shoreline.Edge.Configuration;

namespace Shoreline.Edge.Components;

/// <summary>Says how each component of a gateway is started.</summary>
/// <param name="program">Path of the <c>shoreline</c> program.</param>
/// <param name="token">What the stream manager wants to see of them: made anew for each run of the gateway.</param>
/// <param name="sensor">Where the sample sensor is to listen; null where none runs.</param>
internal sealed class ComponentCommands(
    EdgeConfig config, EdgePaths paths, string program, int streamManagerPort, string token, Uri broker, Uri? sensor)
{
    private const string Sensor = "sensor";
    private const string Aggregate = "aggregate";

    /// <summary>The components that the configuration asks for, beside the broker.</summary>
    public IEnumerable<(string Name, ComponentCommand Command)> All()
    {
        foreach (var group in config.Cameras.Select(c => c.Group).Distinct())
        {
            yield return Shoreline(EdgePaths.VisionComponent(group), "vision", "--config", paths.CameraConfig(group));
        }
        if (sensor is not null) yield return Shoreline(Sensor, "sample", "sensor", "--control", sensor.ToString());
        if (config.Aggregate) yield return Shoreline(Aggregate, "sample", "aggregate");
        foreach (var component in config.Components) yield return (component.Name, User(component));
    }

    private (string Name, ComponentCommand Command) Shoreline(string name, params string[] arguments) =>
        (name, new ComponentCommand { File = program, Arguments = arguments, Environment = Environment(), Folder = paths.Root });

    private ComponentCommand User(ComponentConfig component)
    {
        var environment = Environment();
        foreach (var (name, value) in component.Environment) environment[name] = value;
        return new ComponentCommand { File = "/bin/sh", Arguments = ["-c", component.Run], Environment = environment, Folder = paths.Root };
    }

    /// <summary>The first two are what stream manager clients read, the third what Greengrass components read: unchanged programs run.</summary>
    private Dictionary<string, string> Environment() => new(StringComparer.Ordinal)
    {
        ["STREAM_MANAGER_SERVER_PORT"] = streamManagerPort.ToString(CultureInfo.InvariantCulture),
        ["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = token,
        ["AWS_IOT_THING_NAME"] = config.Device.Value,
        ["SHORELINE_ROOT"] = paths.Root,
        ["SHORELINE_BROKER"] = broker.ToString(),
        ["PATH"] = $"{Path.GetDirectoryName(program)}:{System.Environment.GetEnvironmentVariable("PATH")}",
    };
}
