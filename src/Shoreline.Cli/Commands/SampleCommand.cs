using System.CommandLine;
using Shoreline.Cli.Terminal;
using Shoreline.Examples;
using Shoreline.Sdk;

namespace Shoreline.Cli.Commands;

/// <summary><c>shoreline sample</c>: the example components, as a gateway runs them.</summary>
internal static class SampleCommand
{
    public static Command Build() => new("sample", "Run an example component beside a gateway") { Sensor(), Aggregate() };

    private static Command Sensor()
    {
        var defaults = new SensorOptions();
        var rate = new Option<double>("--rate") { Description = "Readings a second over all sensors", DefaultValueFactory = _ => defaults.ReadingsPerSecond };
        var stream = new Option<string>("--stream") { Description = "Stream that gets the readings", DefaultValueFactory = _ => defaults.Stream };
        var control = new Option<Uri?>("--control")
        {
            Description = "Loopback address where it is switched on and off: http://127.0.0.1:8091/",
            CustomParser = result => Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var address) ? address : Refuse(result),
        };
        var command = new Command("sensor", "Append made-up sensor readings to a stream") { rate, stream, control };
        command.SetAction((parsed, stop) => WithClientAsync(async client =>
        {
            await using var sensor = new SensorSource(client, defaults with
            {
                ReadingsPerSecond = parsed.GetValue(rate),
                Stream = parsed.GetValue(stream)!,
                Control = parsed.GetValue(control),
            });
            await sensor.RunAsync(stop);
        }, stop));
        return command;

        static Uri? Refuse(System.CommandLine.Parsing.ArgumentResult result)
        {
            result.AddError($"'{result.Tokens[0].Value}' is not an address such as http://127.0.0.1:8091/.");
            return null;
        }
    }

    private static Command Aggregate()
    {
        var defaults = new AggregatorOptions();
        var source = new Option<string>("--source") { Description = "Stream of readings", DefaultValueFactory = _ => defaults.Source };
        var target = new Option<string>("--target") { Description = "Stream of aggregates", DefaultValueFactory = _ => defaults.Target };
        var command = new Command("aggregate", "Average readings over windows of five seconds, from one stream into another") { source, target };
        command.SetAction((parsed, stop) => WithClientAsync(
            client => new Aggregator(client, defaults with { Source = parsed.GetValue(source)!, Target = parsed.GetValue(target)! }).RunAsync(stop), stop));
        return command;
    }

    private static async Task<int> WithClientAsync(Func<StreamManagerClient, Task> work, CancellationToken stop)
    {
        await using var client = await StreamManagerClient.ConnectAsync(patience: TimeSpan.FromSeconds(30), cancellationToken: stop);
        try
        {
            await work(client);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // told to stop: for a component the ordinary end
        }
        return ExitCode.Done;
    }
}
