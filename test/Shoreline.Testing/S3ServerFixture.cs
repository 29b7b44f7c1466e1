using System.Diagnostics;
using System.Globalization;
using Shoreline.Core;
using Xunit;
using Xunit.Sdk;

namespace Shoreline.Testing;

/// <summary>An S3 server of another maker on a free loopback port.</summary>
public abstract class S3ServerFixture : IAsyncLifetime
{
    private ServerProcess? _server;

    public int Port { get; protected set; }

    public Uri Endpoint => new($"http://127.0.0.1:{Port}");

    public abstract string AccessKey { get; }

    public abstract string SecretKey { get; }

    public string Log => _server?.Log ?? "";

    protected ScratchFolder Folder { get; } = new();

    public async ValueTask InitializeAsync() => _server = await StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected abstract Task<ServerProcess> StartAsync();
}

/// <summary>s3rver: starts in a second; it neither lists parts nor aborts uploads.</summary>
public sealed class S3rverFixture : S3ServerFixture
{
    public override string AccessKey => "S3RVER";

    public override string SecretKey => "S3RVER";

    protected override Task<ServerProcess> StartAsync()
    {
        Port = Ports.Free();
        const string Script = """
            const S3rver = require('s3rver')
            new S3rver({ address: '127.0.0.1', port: +process.argv[1], directory: process.argv[2], silent: false, vhostBuckets: false }).run(e => console.log(e ? e : 'READY'))
            """;
        return ServerProcess.StartAsync(
            ServerProcess.Node("s3rver", Script, Port.ToString(CultureInfo.InvariantCulture), Folder.Path), "READY", TimeSpan.FromSeconds(30));
    }
}

/// <summary>Ceph's object gateway, as deploy/ceph-dev starts it: a real store. Takes some 20 s, so it is started once for all tests that need it.</summary>
public sealed class CephFixture : S3ServerFixture
{
    private string _root = "";

    public override string AccessKey => "lakeaccess";

    public override string SecretKey => "lakesecret";

    /// <summary>What the gateway itself says of the requests it answered, such as <c>PUT /bucket/key?partNumber=1&amp;uploadId=… HTTP/1.1" 200</c>; oldest first.</summary>
    public IReadOnlyList<string> Requests()
    {
        using var log = new FileStream(Path.Combine(_root, "client.rgw.log"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(log);
        return [.. reader.ReadToEnd().Split('\n').Where(line => line.Contains("beast:", StringComparison.Ordinal))];
    }

    protected override Task<ServerProcess> StartAsync()
    {
        if (!File.Exists("/usr/bin/radosgw")) ServerProcess.Missing("Ceph is not installed: apt-get install ceph-mon ceph-osd radosgw ceph-common uuid-runtime.");
        var home = Assets.FindHome() ?? throw new XunitException("The project's folder is not found: set SHORELINE_HOME.");
        Port = Ports.FreeRow(3);
        _root = Folder["ceph"];
        var start = new ProcessStartInfo(Path.Combine(home, "deploy", "ceph-dev", "ceph-rgw"), [_root, Port.ToString(CultureInfo.InvariantCulture)]);
        return ServerProcess.StartAsync(start, "READY", TimeSpan.FromSeconds(120), endsWithItsInput: true);
    }
}
