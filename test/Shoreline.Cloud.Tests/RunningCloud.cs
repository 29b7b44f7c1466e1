using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Shoreline.Lake.Store;

namespace Shoreline.Cloud.Tests;

/// <summary>A whole cloud on free loopback ports, with an own Mosquitto, over a folder that outlives it.</summary>
internal sealed class RunningCloud : IAsyncDisposable
{
    private readonly ILoggerFactory _loggers;

    private RunningCloud(CloudHost host, ILoggerFactory loggers)
    {
        (Host, _loggers) = (host, loggers);
        Http = new HttpClient { BaseAddress = host.Portal };
    }

    public CloudHost Host { get; }

    public HttpClient Http { get; }

    public static CloudOptions Options(string dataFolder) => new()
    {
        DataFolder = dataFolder,
        Portal = new PortalOptions { Port = 0 },
        Broker = new BrokerOptions { Port = 0 },
        Ingest = new IngestOptions { CommitInterval = TimeSpan.FromMilliseconds(100) },
        Jobs = new Dictionary<string, string> { ["curate"] = "off" },
    };

    public static Task<RunningCloud> StartAsync(string dataFolder, Func<IObjectStore, IObjectStore>? wrap = null) => StartAsync(Options(dataFolder), wrap);

    public static async Task<RunningCloud> StartAsync(CloudOptions options, Func<IObjectStore, IObjectStore>? wrap = null)
    {
        var loggers = TestOutputLogging.Factory();
        wrap ??= store => store;
        var host = await CloudHost.StartAsync(
            options, given => wrap(new FolderStore(Path.Combine(given.DataFolder, "bucket"))), loggers, TimeProvider.System, TestContext.Current.CancellationToken);
        return new RunningCloud(host, loggers);
    }

    public Task<JsonElement> GetAsync(string path) => Http.GetFromJsonAsync<JsonElement>(path, TestContext.Current.CancellationToken);

    /// <summary>The rows of a query, each value as text.</summary>
    public async Task<string[][]> QueryAsync(string sql)
    {
        var answer = await Http.PostAsJsonAsync("/api/v1/query", new { sql }, TestContext.Current.CancellationToken);
        var content = await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, content.ToString());
        return [.. content.GetProperty("rows").EnumerateArray().Select(row => row.EnumerateArray().Select(cell => cell.ToString()).ToArray())];
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Host.DisposeAsync();
        _loggers.Dispose();
    }
}
