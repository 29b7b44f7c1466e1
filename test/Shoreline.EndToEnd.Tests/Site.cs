using System.Net.Http.Json;
using System.Text.Json;
using Shoreline.Lake;
using Shoreline.Lake.Query;
using Shoreline.Lake.Store;
using Shoreline.Sdk;

namespace Shoreline.EndToEnd.Tests;

/// <summary>A gateway and a cloud in one scratch folder, each a <c>shoreline</c> process that a test starts, stops and kills.</summary>
internal sealed class Site : IAsyncDisposable
{
    public const string Device = "gw-test";

    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(60);

    private readonly ScratchFolder _folder = new();
    private readonly int _portalPort = Ports.Free();
    private readonly int _cloudBrokerPort = Ports.Free();

    private Site() { }

    public string EdgeRoot => _folder["edge"];

    public string CloudData => _folder["cloud"];

    public ShorelineProgram? Edge { get; private set; }

    public ShorelineProgram? Cloud { get; private set; }

    public Uri Portal => new($"http://127.0.0.1:{_portalPort}/");

    public int CloudBrokerPort => _cloudBrokerPort;

    /// <param name="edgeYaml">What the gateway's configuration holds beyond its name, the cloud's address and its ports.</param>
    public static async Task<Site> CreateAsync(string edgeYaml)
    {
        var site = new Site();
        Directory.CreateDirectory(site.EdgeRoot);
        Directory.CreateDirectory(site.CloudData);
        await File.WriteAllTextAsync(site.EdgeConfig, $$"""
            device: {{Device}}
            cloud: { url: "http://127.0.0.1:{{site._portalPort}}", mqtt: "mqtt://127.0.0.1:{{site._cloudBrokerPort}}" }
            page: { port: 0 }
            streamManager: { port: 0 }
            broker: { port: 0 }
            {{edgeYaml}}
            """);
        await File.WriteAllTextAsync(site.CloudConfig, $$"""
            portal: { port: {{site._portalPort}} }
            broker: { port: {{site._cloudBrokerPort}} }
            """);
        return site;
    }

    /// <summary>Starts the gateway and returns where it listens.</summary>
    public async Task<JsonElement> StartEdgeAsync()
    {
        if (Edge is not null) await Edge.DisposeAsync();
        Edge = ShorelineProgram.Start(["edge", "--config", EdgeConfig, "--root", EdgeRoot]);
        return await ReadyAsync(Edge, Path.Combine(EdgeRoot, "run", "edge.json"));
    }

    public async Task<JsonElement> StartCloudAsync()
    {
        if (Cloud is not null) await Cloud.DisposeAsync();
        Cloud = ShorelineProgram.Start(["cloud", "--config", CloudConfig, "--data", CloudData]);
        return await ReadyAsync(Cloud, Path.Combine(CloudData, "run", "cloud.json"));
    }

    /// <summary>Stops in order: the gateway drains, then the cloud commits what it has.</summary>
    public async Task StopAsync()
    {
        foreach (var program in (ShorelineProgram?[])[Edge, Cloud])
        {
            if (program is null || program.HasExited) continue;
            program.Terminate();
            var code = await program.WaitAsync(StopWithin);
            Assert.True(code == 0, $"exit code {code}\n{program.Output}\n{program.Error}");
        }
    }

    /// <summary>Connects to the gateway's stream manager as one of its components would.</summary>
    public async Task<StreamManagerClient> ConnectAsync(JsonElement edge) => await StreamManagerClient.ConnectAsync(
        new StreamManagerClientOptions
        {
            Port = edge.GetProperty("streamManagerPort").GetInt32(),
            AuthToken = await File.ReadAllTextAsync(Path.Combine(EdgeRoot, "run", "stream-manager.token")),
            RequestTimeout = TimeSpan.FromSeconds(10),
        },
        patience: TimeSpan.FromSeconds(10));

    /// <summary>The gateway's streams by its own page: name, newest record, and how far the export to the cloud is.</summary>
    public static async Task<IReadOnlyDictionary<string, (long Newest, long Confirmed)>> StreamsAsync(JsonElement edge)
    {
        using var http = new HttpClient();
        var streams = await http.GetFromJsonAsync<JsonElement>(new Uri(edge.GetProperty("page").GetString() + "/api/streams"));
        return streams.EnumerateArray().ToDictionary(s => s.GetProperty("name").GetString()!, s => (
            s.GetProperty("newest").GetInt64(),
            s.GetProperty("exports").EnumerateArray().Where(e => e.GetProperty("id").GetString() == "cloud").Select(e => e.GetProperty("confirmed").GetInt64()).DefaultIfEmpty(-1).First()));
    }

    /// <summary>Asks the bucket itself, with no cloud process in between.</summary>
    public async Task<QueryResult> QueryAsync(string sql)
    {
        await using var lake = new DataLake(
            new FolderStore(Path.Combine(CloudData, "bucket")), new LakeOptions(), TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        var result = await lake.QueryAsync(sql, new QueryLimits { MaxRows = 1_000_000 });
        Assert.False(result.Truncated);
        return result;
    }

    public async ValueTask DisposeAsync()
    {
        if (Edge is not null) await Edge.DisposeAsync();
        if (Cloud is not null) await Cloud.DisposeAsync();
        _folder.Dispose();
    }

    private string EdgeConfig => Path.Combine(EdgeRoot, "edge.yaml");

    private string CloudConfig => Path.Combine(CloudData, "cloud.yaml");

    private static async Task<JsonElement> ReadyAsync(ShorelineProgram program, string path)
    {
        JsonElement ready = default;
        await Until.TrueAsync(() =>
        {
            Assert.False(program.HasExited, $"it ended: {program.Output}\n{program.Error}");
            return TryRead(path, program.Id, out ready);
        }, $"{path} is there", ReadyWithin);
        return ready;
    }

    private static bool TryRead(string path, int processId, out JsonElement ready)
    {
        ready = default;
        if (!File.Exists(path)) return false;
        ready = JsonSerializer.Deserialize<JsonElement>(File.ReadAllBytes(path));
        return ready.GetProperty("pid").GetInt32() == processId;
    }
}
