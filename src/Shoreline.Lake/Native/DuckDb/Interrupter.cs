namespace Shoreline.Lake.Native.DuckDb;

/// <summary>Interrupts what a connection runs once a token is cancelled, and goes on doing so until disposed.</summary>
/// <remarks>Once is not enough: DuckDB forgets an interrupt that comes between two statements.</remarks>
internal sealed class Interrupter : IDisposable
{
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(50);

    private readonly DuckDbConnection _connection;
    private readonly Lock _lock = new();
    private readonly Timer _timer;
    private readonly CancellationTokenRegistration _registration;
    private bool _over;

    public Interrupter(DuckDbConnection connection, CancellationToken cancellationToken)
    {
        _connection = connection;
        _timer = new Timer(_ => Interrupt());
        _registration = cancellationToken.Register(() => _timer.Change(TimeSpan.Zero, Again));
    }

    /// <summary>After this the connection is not touched any more.</summary>
    public void Dispose()
    {
        _registration.Dispose();
        _timer.Dispose();
        lock (_lock) _over = true;
    }

    private void Interrupt()
    {
        lock (_lock)
        {
            if (!_over) _connection.Interrupt();
        }
    }
}
