using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;

namespace Shoreline.Streams.Tests.Processes;

/// <summary>Shoreline.StreamWriter as a process: it appends to a folder's streams as fast as it can, and says what was acknowledged.</summary>
internal sealed class WriterProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly Task _reading;

    private WriterProcess(Process process)
    {
        _process = process;
        _reading = Task.Run(ReadAsync);
    }

    public static async Task<WriterProcess> StartAsync(string root, IReadOnlyDictionary<string, string>? environment = null)
    {
        // The tests' own runtime configuration serves the writer too, which lies beside them.
        var configuration = Directory.GetFiles(AppContext.BaseDirectory, "*.Tests.runtimeconfig.json").First();
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { "exec", "--runtimeconfig", configuration, Path.Combine(AppContext.BaseDirectory, "Shoreline.StreamWriter.dll"), root },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        var writer = new WriterProcess(Process.Start(start)!);
        Assert.Equal("READY", await writer.NextAsync());
        return writer;
    }

    /// <summary>Takes note of what it says until it has said so much, or so long as it speaks.</summary>
    public async Task HearAsync(Heard heard, int lines = int.MaxValue)
    {
        for (var i = 0; i < lines && await NextAsync() is { } line; i++) heard.Take(line);
    }

    /// <summary>Makes the streams look for what has expired, and waits until they have.</summary>
    public async Task TendAsync(Heard heard)
    {
        await _process.StandardInput.WriteLineAsync("tend");
        while (await NextAsync() is { } line && line != "T") heard.Take(line);
    }

    /// <summary>SIGKILL. What it had said before is still to be heard.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(Patience);
    }

    /// <summary>The orderly end.</summary>
    public async Task<int> StopAsync(Heard heard)
    {
        _process.StandardInput.Close();
        await HearAsync(heard);
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    private async Task<string?> NextAsync()
    {
        using var deadline = new CancellationTokenSource(Patience);
        return await _lines.Reader.WaitToReadAsync(deadline.Token) && _lines.Reader.TryRead(out var line) ? line : null;
    }

    /// <summary>Reads apart from the test, so that the writer never waits for a pipe while it could be killed at work. A line cut by the kill is not heard.</summary>
    private async Task ReadAsync()
    {
        var text = "";
        var buffer = new char[4096];
        while (await _process.StandardOutput.ReadAsync(buffer) is > 0 and var got)
        {
            text += new string(buffer, 0, got);
            while (text.IndexOf('\n', StringComparison.Ordinal) is >= 0 and var end)
            {
                _lines.Writer.TryWrite(text[..end]);
                text = text[(end + 1)..];
            }
        }
        _lines.Writer.Complete();
    }
}

/// <summary>What writers said was acknowledged, over all their lives.</summary>
internal sealed class Heard
{
    private readonly Dictionary<(string Stream, long Sequence), string> _digests = [];
    private readonly Dictionary<string, long> _confirmed = [];

    public int Count => _digests.Count;

    public long Confirmed(string stream) => _confirmed.GetValueOrDefault(stream, -1);

    public IEnumerable<(long Sequence, string Digest)> Of(string stream) =>
        _digests.Where(record => record.Key.Stream == stream).Select(record => (record.Key.Sequence, record.Value));

    public void Take(string line)
    {
        var parts = line.Split(' ');
        var sequence = long.Parse(parts[2], CultureInfo.InvariantCulture);
        if (parts[0] == "C") _confirmed[parts[1]] = Math.Max(sequence, Confirmed(parts[1]));
        else Assert.True(_digests.TryAdd((parts[1], sequence), parts[3]), $"sequence {sequence} of {parts[1]} was given out twice");
    }
}
