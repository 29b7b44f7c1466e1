using System.Globalization;
using Shoreline.Edge.Configuration;

namespace Shoreline.Edge.Components;

/// <summary>Says how each component of a gateway is started.</summary>
/// <param name="program">Path of the <c>shoreline</c> program.</param>
/// <param name="sensor">Where the sample sensor is to listen; null where none runs.</param>
internal sealed class ComponentCommands(
    EdgeConfig config, EdgePaths paths, string program, int streamManagerPort, Uri broker, Uri? sensor, ComponentTokens tokens)
{
    private const string Sensor = "sensor";
    private const string Aggregate = "aggregate";

    /// <summary>The components that a configuration asks for, beside the broker.</summary>
    public static IEnumerable<string> Names(EdgeConfig config)
    {
        foreach (var group in config.Cameras.Select(c => c.Group).Distinct()) yield return EdgePaths.VisionComponent(group);
        if (config.Sensor) yield return Sensor;
        if (config.Aggregate) yield return Aggregate;
        foreach (var component in config.Components) yield return component.Name;
    }

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
        (name, new ComponentCommand { File = program, Arguments = arguments, Environment = Environment(name), Folder = paths.Root });

    private ComponentCommand User(ComponentConfig component)
    {
        var environment = Environment(component.Name);
        foreach (var (name, value) in component.Environment) environment[name] = value;
        return new ComponentCommand { File = "/bin/sh", Arguments = ["-c", component.Run], Environment = environment, Folder = paths.Root };
    }

    /// <summary>The first two are what stream manager clients read, the third what Greengrass components read: unchanged programs run.</summary>
    private Dictionary<string, string> Environment(string name) => new(StringComparer.Ordinal)
    {
        ["STREAM_MANAGER_SERVER_PORT"] = streamManagerPort.ToString(CultureInfo.InvariantCulture),
        ["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = tokens[name],
        ["AWS_IOT_THING_NAME"] = config.Device.Value,
        ["SHORELINE_ROOT"] = paths.Root,
        ["SHORELINE_BROKER"] = broker.ToString(),
        ["PATH"] = $"{Path.GetDirectoryName(program)}:{System.Environment.GetEnvironmentVariable("PATH")}",
    };
}
