using System.Globalization;
using Xunit;

namespace Shoreline.Testing;

/// <summary>kinesalite, a Kinesis of another maker, on a free loopback port.</summary>
public sealed class KinesaliteFixture : IAsyncLifetime
{
    private ServerProcess? _server;

    public Uri Endpoint { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var port = Ports.Free();
        const string Script = "require('kinesalite')({ createStreamMs: 0 }).listen(+process.argv[1], '127.0.0.1', () => console.log('READY'))";
        _server = await ServerProcess.StartAsync(
            ServerProcess.Node("kinesalite", Script, port.ToString(CultureInfo.InvariantCulture)), "READY", TimeSpan.FromSeconds(30));
        Endpoint = new Uri($"http://127.0.0.1:{port}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }
}
