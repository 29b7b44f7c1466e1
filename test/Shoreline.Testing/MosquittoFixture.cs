using System.Diagnostics;
using System.Net.Sockets;
using Xunit.Sdk;

namespace Shoreline.Testing;

/// <summary>A plain Mosquitto on a free loopback port, independent of the product's own way to start one.</summary>
/// <remarks>Skips at a desk without Mosquitto, fails in CI.</remarks>
public sealed class MosquittoFixture : IDisposable
{
    private readonly ScratchFolder _folder;
    private readonly string _moreConfiguration;
    private Process? _process;

    public MosquittoFixture() : this(new ScratchFolder(), "") { }

    private MosquittoFixture(ScratchFolder folder, string moreConfiguration)
    {
        (_folder, _moreConfiguration) = (folder, moreConfiguration);
        Start();
    }

    public int Port { get; } = Ports.Free();

    public Uri Endpoint => new($"mqtt://127.0.0.1:{Port}");

    /// <summary>A broker with further lines of configuration for its listener, which may name files that the caller puts into the folder first.</summary>
    public static MosquittoFixture With(Func<ScratchFolder, string> moreConfiguration)
    {
        ArgumentNullException.ThrowIfNull(moreConfiguration);
        var folder = new ScratchFolder();
        return new MosquittoFixture(folder, moreConfiguration(folder));
    }

    /// <summary>Starts it, again after <see cref="Kill"/> on the same port with the same stored messages.</summary>
    public void Start()
    {
        var program = new[] { "/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto" }.FirstOrDefault(File.Exists);
        if (program is null)
        {
            const string Missing = "Mosquitto is not installed: apt-get install mosquitto.";
            throw Environment.GetEnvironmentVariable("CI") is null ? SkipException.ForSkip(Missing) : new XunitException(Missing);
        }
        var config = _folder["mosquitto.conf"];
        File.WriteAllText(config, $"""
            listener {Port} 127.0.0.1
            {_moreConfiguration}
            allow_anonymous true
            persistence true
            persistence_location {_folder.Path}/
            user {Environment.UserName}
            log_dest file {_folder["mosquitto.log"]}
            """);
        _process = Process.Start(new ProcessStartInfo(program, ["-c", config]) { RedirectStandardError = true })!;
        WaitUntilItListens();
    }

    /// <summary>Ends it at once, with nothing said to its clients.</summary>
    public void Kill()
    {
        _process!.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    public void Dispose()
    {
        if (_process is not null) Kill();
        _folder.Dispose();
    }

    private void WaitUntilItListens()
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var probe = new TcpClient();
                probe.Connect("127.0.0.1", Port);
                return;
            }
            catch (SocketException) when (!_process!.HasExited && watch.Elapsed < TimeSpan.FromSeconds(10))
            {
                Thread.Sleep(10);
            }
        }
    }
}
