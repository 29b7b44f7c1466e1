using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Shoreline.Core.Records;
using Shoreline.Edge.Configuration;
using Shoreline.Greengrass.StreamManager.Definitions;
using Shoreline.Sdk;

namespace Shoreline.Edge.Tests.Exports;

/// <summary>
/// A whole gateway with exports of its configuration and of a program's streams, to an endpoint and a folder that are really there.
/// </summary>
public sealed class GatewayExportTests : IAsyncLifetime
{
    private const string Ports = "page: { port: 0 }\nstreamManager: { port: 0 }\nbroker: { port: 0 }\n";

    private readonly ScratchFolder _folder = new();
    private Endpoint _endpoint = null!;

    public async ValueTask InitializeAsync() => _endpoint = await Endpoint.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _endpoint.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_programs_export_runs_from_its_creation_and_an_unserved_one_is_kept_beside_it()
    {
        await using var host = await StartAsync("");
        await using var client = await ConnectAsync(host);
        await client.CreateMessageStreamAsync(new MessageStreamDefinition
        {
            Name = "orders",
            StrategyOnFull = StrategyOnFull.RejectNewData,
            ExportDefinition = new ExportDefinition
            {
                Http = [new HttpConfig
                {
                    Identifier = "shop",
                    Uri = $"{_endpoint.Address}orders",
                    ExportFormat = ExportFormat.JsonBatched,
                }],
                IoTAnalytics = [new IoTAnalyticsConfig { Identifier = "old", IotChannel = "c" }],
            },
        }, TestContext.Current.CancellationToken);
        for (var i = 0; i < 30; i++)
        {
            await client.AppendMessageAsync("orders", Encoding.UTF8.GetBytes($"order {i}"), TestContext.Current.CancellationToken);
        }

        await Until.TrueAsync(() => Report(host, "orders", "shop") is { Confirmed: 29, State: "idle" }, "all orders to be delivered");

        Assert.Equal(Enumerable.Range(0, 30).Select(i => $"order {i}"), _endpoint.Messages("/orders"));
        var statuses = (await client.DescribeMessageStreamAsync("orders", TestContext.Current.CancellationToken)).ExportStatuses;
        Assert.Equal([("shop", 29, null), ("old", -1, true)], statuses.Select(
            e => (e.ExportConfigIdentifier, e.LastExportedSequenceNumber, e.ErrorMessage?.Contains("retired", StringComparison.Ordinal))));
        Assert.Equal(("unserved", -1), (Report(host, "orders", "old")!.State, Report(host, "orders", "old")!.Confirmed));
        Assert.Equal(
            (30, 30 * "order 0".Length + 20),
            (Report(host, "orders", "shop")!.ExportedRecords, Report(host, "orders", "shop")!.ExportedBytes));
    }

    [Fact]
    public async Task A_closed_window_holds_back_what_leaves_the_gateway_and_is_not_urgent_and_nothing_else()
    {
        var (opens, closes) = (Hour(2), Hour(3));
        await using var host = await StartAsync($$"""
            bandwidth: { windows: [ { from: "{{opens}}", to: "{{closes}}" } ], timeZone: UTC, urgent: 2 }
            streams:
              readings:
                exports:
                  - { to: http, id: later, url: "{{_endpoint.Address}}later", format: json }
                  - { to: http, id: now, url: "{{_endpoint.Address}}now", format: json, priority: 2 }
                  - { to: file, folder: "{{_folder["out"]}}" }
            """);
        await using var client = await ConnectAsync(host);
        for (var i = 0; i < 5; i++)
        {
            await client.AppendMessageAsync("readings", Encoding.UTF8.GetBytes($"reading {i}"), TestContext.Current.CancellationToken);
        }

        await Until.TrueAsync(
            () => Report(host, "readings", "now") is { Confirmed: 4 } && Report(host, "readings", "file") is { Confirmed: 4 },
            "the others to be delivered");

        var later = Report(host, "readings", "later")!;
        Assert.Equal(("closed", opens, null, -1, 5), (later.State, later.Until, later.Error, later.Confirmed, later.WaitingRecords));
        Assert.Empty(_endpoint.Messages("/later"));
        Assert.Contains(
            "\"sequence\":4,", string.Concat(Directory.GetFiles(_folder["out"], "*", SearchOption.AllDirectories).Select(File.ReadAllText)),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_days_amount_holds_over_a_restart()
    {
        var yaml = $$"""
            bandwidth: { perDay: 1MB }
            streams:
              readings: { exports: [ { to: http, url: "{{_endpoint.Address}}x", format: json, batchRecords: 1 } ] }
            """;
        await using (var host = await StartAsync(yaml))
        {
            await using var client = await ConnectAsync(host);
            for (var i = 0; i < 12; i++)
            {
                await client.AppendMessageAsync("readings", new byte[100_000], TestContext.Current.CancellationToken);
            }
            await Until.TrueAsync(
                () => Report(host, "readings", "http") is { State: "closed", Until: "00:00 UTC", Confirmed: 9, Error: null },
                "the day to be used up");
        }
        using var kept = JsonDocument.Parse(
            await File.ReadAllBytesAsync(_folder["root", "bandwidth.json"], TestContext.Current.CancellationToken));
        Assert.Equal(1_000_000, kept.RootElement.GetProperty("bytes").GetInt64());

        await using var again = await StartAsync(yaml);

        await Until.TrueAsync(
            () => Report(again, "readings", "http") is { State: "closed", WaitingRecords: 2 }, "the day to be still used up");
        Assert.Equal(10, _endpoint.Requests);
    }

    private static string Hour(int fromNow) =>
        TimeOnly.FromDateTime(DateTime.UtcNow).AddHours(fromNow).ToString("HH:mm", CultureInfo.InvariantCulture);

    private Task<EdgeHost> StartAsync(string yaml) => EdgeHost.StartAsync(
        EdgeConfig.Parse($"device: gw-test\n{Ports}{yaml}", _folder["edge.yaml"]),
        new EdgeOptions { Root = _folder["root"], Program = "/bin/true" }, TestContext.Current.CancellationToken);

    private static Task<StreamManagerClient> ConnectAsync(EdgeHost host) => StreamManagerClient.ConnectAsync(
        new StreamManagerClientOptions { Port = host.Endpoints.StreamManagerPort, AuthToken = EdgeEndpoints.ReadToken(host.Root) });

    private static ExportReport? Report(EdgeHost host, string stream, string name) =>
        host.Status.Streams().Single(s => s.Name == stream).Exports.SingleOrDefault(e => e.Name == name);

    /// <summary>Takes every POST of JSON arrays of messages.</summary>
    private sealed class Endpoint(WebApplication app) : IAsyncDisposable
    {
        private readonly ConcurrentQueue<(string Path, string Payload)> _messages = new();
        private int _requests;

        public string Address { get; private set; } = "";

        public int Requests => Volatile.Read(ref _requests);

        public static async Task<Endpoint> StartAsync()
        {
            var port = Testing.Ports.Free();
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, port));
            var app = builder.Build();
            var endpoint = new Endpoint(app) { Address = $"http://127.0.0.1:{port}/" };
            app.MapPost("/{**path}", endpoint.TakeAsync);
            await app.StartAsync();
            return endpoint;
        }

        public IEnumerable<string> Messages(string path) => _messages.Where(m => m.Path == path).Select(m => m.Payload);

        public async ValueTask DisposeAsync()
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }

        private async Task<IResult> TakeAsync(HttpRequest request)
        {
            Interlocked.Increment(ref _requests);
            using var body = await JsonDocument.ParseAsync(request.Body);
            foreach (var message in body.RootElement.EnumerateArray())
            {
                _messages.Enqueue((request.Path, Encoding.UTF8.GetString(message.GetProperty("payload").GetBytesFromBase64())));
            }
            return Results.Ok();
        }
    }
}
