using System.Diagnostics;
using System.Globalization;

namespace Shoreline.Benchmarks.Protocol;

/// <summary>A stream manager started by <see cref="ServeCommand"/>.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    public int ProcessId => _process.Id;

    public static async Task<ServerProcess> StartAsync(string folder)
    {
        var process = Children.Start(Children.OwnPath, ["serve", folder], takesInput: true);
        var port = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("the server ended at once");
        return new ServerProcess(process, int.Parse(port, CultureInfo.InvariantCulture));
    }

    public async Task<ServerAccount> AccountAsync()
    {
        await _process.StandardInput.WriteLineAsync();
        await _process.StandardInput.FlushAsync();
        return ServerAccount.OfLine((await _process.StandardOutput.ReadLineAsync())!);
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
