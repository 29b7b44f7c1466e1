using System.Threading.Channels;
using Shoreline.Greengrass.StreamManager;

namespace Shoreline.Sdk;

/// <summary>
/// Appends to one stream without holding up the caller: what is produced while the stream manager restarts waits in a bounded buffer and is
/// sent again until it is stored.
/// </summary>
/// <remarks>
/// <para>Records are stored in the order of the calls. One whose answer was lost with the connection is sent again and may then be stored
/// twice, or behind one that was sent after it. A stream that does not exist yet is waited for.</para>
/// <para>When the buffer is full the newest record is given up. Whatever is given up is counted by its cause and told to
/// <see cref="BufferedAppenderOptions.OnDropped"/>. <see cref="TryAppend"/> may be called from any thread.</para>
/// </remarks>
public sealed class BufferedAppender : IAsyncDisposable
{
    private const int AtOnce = 64;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly StreamManagerClient _client;
    private readonly string _stream;
    private readonly BufferedAppenderOptions _options;
    private readonly Channel<ReadOnlyMemory<byte>> _queue;
    private readonly CancellationTokenSource _stopping = new();
    private readonly long[] _dropped = new long[Enum.GetValues<DropCause>().Length];
    private readonly Task _sending;
    private long _waitingBytes;
    private long _appended;
    private bool _disposed;
    private volatile string? _lastError;

    /// <param name="client">Shared; the caller disposes it after this.</param>
    /// <exception cref="ValidationException">The stream's name breaks the rule for names.</exception>
    public BufferedAppender(StreamManagerClient client, string stream, BufferedAppenderOptions? options = null)
    {
        (_client, _stream, _options) = (client, StreamManagerClient.CheckName(stream), options ?? new BufferedAppenderOptions());
        _queue = Channel.CreateBounded<ReadOnlyMemory<byte>>(new BoundedChannelOptions(_options.MaxRecords) { SingleReader = true });
        _sending = Task.Run(SendAllAsync);
    }

    public BufferedAppender(StreamManagerClient client, string stream, int maxRecords, long maxBytes = 64 << 20, TimeProvider? time = null)
        : this(
            client, stream,
            new BufferedAppenderOptions { MaxRecords = maxRecords, MaxBytes = maxBytes, Time = time ?? TimeProvider.System })
    {
    }

    /// <summary>Records that the stream manager has acknowledged.</summary>
    public long Appended => Interlocked.Read(ref _appended);

    /// <summary>Records given up, whatever the cause.</summary>
    public long Dropped => Enum.GetValues<DropCause>().Sum(DroppedBecause);

    /// <summary>Why the last attempt failed; null since one went through.</summary>
    public string? LastError => _lastError;

    /// <summary>Records given up for one cause.</summary>
    public long DroppedBecause(DropCause cause) => Interlocked.Read(ref _dropped[(int)cause]);

    /// <summary>Hands a record over. Does not wait.</summary>
    /// <param name="payload">At least one byte; belongs to the appender from now on.</param>
    /// <returns>False where the buffer is full: the record is given up.</returns>
    public bool TryAppend(ReadOnlyMemory<byte> payload)
    {
        if (payload.IsEmpty) throw new ValidationException("A message has at least one byte; this one is empty.");
        var fits = Interlocked.Add(ref _waitingBytes, payload.Length) <= _options.MaxBytes;
        if (fits && _queue.Writer.TryWrite(payload)) return true;
        Drop(DropCause.BufferFull, payload, _disposed ? "the appender takes no more records" : _lastError ?? "the buffer is full");
        return false;
    }

    /// <summary>Takes no more records and waits until those that were taken are stored.</summary>
    /// <returns>False where the time ran out first; <see cref="DisposeAsync"/> then gives them up.</returns>
    public async Task<bool> CompleteAsync(TimeSpan within)
    {
        _queue.Writer.TryComplete();
        try
        {
            await _sending.WaitAsync(within, _options.Time).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>
    /// Stops at once; records that wait are given up, and counted. Call <see cref="CompleteAsync"/> before. May be called again.
    /// </summary>
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
                else await Task.Delay(pause.Next(), _options.Time, _stopping.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is OperationCanceledException && _stopping.IsCancellationRequested || e is ObjectDisposedException)
        {
            _queue.Writer.TryComplete(); // where the client was disposed first
            foreach (var payload in batch) Drop(DropCause.Stopped, payload, "the appender or its client was disposed");
            while (_queue.Reader.TryRead(out var payload)) Drop(DropCause.Stopped, payload, "the appender or its client was disposed");
        }
    }

    /// <summary>Sends a batch and takes out of it what is settled: stored, or refused for good.</summary>
    /// <returns>False where some are to be sent again.</returns>
    private async Task<bool> SendAsync(List<ReadOnlyMemory<byte>> batch)
    {
        var outcomes = await _client.AppendEachAsync(_stream, batch, _stopping.Token).ConfigureAwait(false);
        var unsettled = new List<ReadOnlyMemory<byte>>();
        foreach (var (index, payload) in batch.Index())
        {
            var failure = index < outcomes.Count ? outcomes[index].Failure : null;
            if (index >= outcomes.Count || failure is not null && MayHealByItself(failure))
            {
                _lastError = failure?.Message ?? _lastError;
                unsettled.Add(payload);
                continue;
            }
            _lastError = failure?.Message;
            if (failure is not null)
            {
                Drop(DropCause.Refused, payload, failure.Message);
                continue;
            }
            Interlocked.Increment(ref _appended);
            Interlocked.Add(ref _waitingBytes, -payload.Length);
        }
        batch.Clear();
        batch.AddRange(unsettled);
        return unsettled.Count == 0;
    }

    private void Drop(DropCause cause, ReadOnlyMemory<byte> payload, string reason)
    {
        Interlocked.Add(ref _waitingBytes, -payload.Length);
        Interlocked.Increment(ref _dropped[(int)cause]);
        _options.OnDropped?.Invoke(new DroppedRecord(cause, payload, reason));
    }

    /// <summary>A stream that is not there yet, and a token that a restarted gateway does not know yet, are worth waiting for.</summary>
    private static bool MayHealByItself(StreamManagerException e) =>
        e.IsTransient || e is ConnectFailedException || e.Status is StatusCode.ResourceNotFound;
}
