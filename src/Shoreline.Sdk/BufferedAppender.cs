using System.Threading.Channels;
using Shoreline.Greengrass.StreamManager;

namespace Shoreline.Sdk;

/// <summary>
/// Appends to one stream without holding up the caller: what is produced while the stream manager restarts waits in a bounded buffer and is sent again until it
/// is stored.
/// </summary>
/// <remarks>
/// Records are stored in the order of the calls. One whose answer was lost with the connection is sent again and may then be stored twice. When the buffer is
/// full the newest record is dropped, and counted. <see cref="TryAppend"/> may be called from any thread.
/// </remarks>
public sealed class BufferedAppender : IAsyncDisposable
{
    private const int AtOnce = 64;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly StreamManagerClient _client;
    private readonly string _stream;
    private readonly long _maxBytes;
    private readonly TimeProvider _time;
    private readonly Channel<ReadOnlyMemory<byte>> _queue;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _sending;
    private long _waitingBytes;
    private long _appended;
    private long _dropped;
    private bool _disposed;
    private volatile string? _lastError;

    /// <param name="client">Shared; the caller disposes it after this.</param>
    /// <param name="maxRecords">Most records that wait.</param>
    /// <param name="maxBytes">Most payload bytes that wait.</param>
    public BufferedAppender(StreamManagerClient client, string stream, int maxRecords = 4096, long maxBytes = 64 << 20, TimeProvider? time = null)
    {
        (_client, _stream, _maxBytes, _time) = (client, stream, maxBytes, time ?? TimeProvider.System);
        _queue = Channel.CreateBounded<ReadOnlyMemory<byte>>(new BoundedChannelOptions(maxRecords) { SingleReader = true });
        _sending = Task.Run(SendAllAsync);
    }

    /// <summary>Records that the stream manager has acknowledged.</summary>
    public long Appended => Interlocked.Read(ref _appended);

    /// <summary>Records given up: the buffer was full, the stream manager refused them, or they still waited when this was disposed.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Why the last attempt failed; null since one went through.</summary>
    public string? LastError => _lastError;

    /// <summary>Hands a record over. Does not wait.</summary>
    /// <param name="payload">At least one byte; belongs to the appender from now on.</param>
    /// <returns>False where the buffer is full: the record is dropped and counted.</returns>
    public bool TryAppend(ReadOnlyMemory<byte> payload)
    {
        var fits = Interlocked.Add(ref _waitingBytes, payload.Length) <= _maxBytes;
        if (fits && _queue.Writer.TryWrite(payload)) return true;
        Interlocked.Add(ref _waitingBytes, -payload.Length);
        Interlocked.Increment(ref _dropped);
        return false;
    }

    /// <summary>Takes no more records and waits until those that were taken are stored.</summary>
    /// <returns>False where the time ran out first; <see cref="DisposeAsync"/> then gives them up.</returns>
    public async Task<bool> CompleteAsync(TimeSpan within)
    {
        _queue.Writer.TryComplete();
        try
        {
            await _sending.WaitAsync(within, _time).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Stops at once; records that wait are given up, and counted. Call <see cref="CompleteAsync"/> before. May be called again.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true)) return;
        _queue.Writer.TryComplete();
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _sending.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task SendAllAsync()
    {
        var pause = new GrowingPause(FirstPause, LongestPause);
        var batch = new List<ReadOnlyMemory<byte>>(AtOnce);
        try
        {
            while (batch.Count > 0 || await _queue.Reader.WaitToReadAsync(_stopping.Token).ConfigureAwait(false))
            {
                while (batch.Count < AtOnce && _queue.Reader.TryRead(out var payload)) batch.Add(payload);
                if (await SendAsync(batch).ConfigureAwait(false)) pause.Reset();
                else await Task.Delay(pause.Next(), _time, _stopping.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Disposed: what waits is given up. One whose answer was on its way may be stored all the same.
            Interlocked.Add(ref _dropped, batch.Count + _queue.Reader.Count);
        }
    }

    /// <summary>Sends a batch and takes out of it what is settled: stored, or refused for good.</summary>
    /// <returns>False where some are to be sent again.</returns>
    private async Task<bool> SendAsync(List<ReadOnlyMemory<byte>> batch)
    {
        // All begin before the first is awaited, so one round trip carries the batch; the client keeps them in order.
        var answers = batch.ConvertAll(payload => _client.AppendMessageAsync(_stream, payload, _stopping.Token));
        var unsettled = new List<ReadOnlyMemory<byte>>();
        foreach (var (index, answer) in answers.Index())
        {
            try
            {
                await answer.ConfigureAwait(false);
                Interlocked.Increment(ref _appended);
                _lastError = null;
            }
            catch (StreamManagerException e)
            {
                _lastError = e.Message;
                if (MayHealByItself(e))
                {
                    unsettled.Add(batch[index]);
                    continue;
                }
                Interlocked.Increment(ref _dropped);
            }
            Interlocked.Add(ref _waitingBytes, -batch[index].Length);
        }
        batch.Clear();
        batch.AddRange(unsettled);
        return unsettled.Count == 0;
    }

    /// <summary>A stream that is not there yet, and a token that a restarted gateway does not know yet, are worth waiting for.</summary>
    private static bool MayHealByItself(StreamManagerException e) =>
        e.IsTransient || e is ConnectFailedException || e.Status is StatusCode.ResourceNotFound;
}
