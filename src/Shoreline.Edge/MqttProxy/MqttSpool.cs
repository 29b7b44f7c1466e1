using Shoreline.Streams;

namespace Shoreline.Edge.MqttProxy;

/// <summary>Messages that wait for the broker above, in a durable stream. Thread-safe.</summary>
/// <remarks>
/// The stream overwrites its oldest segments, but what it may hold of unsent messages is bounded here, two segments below its size: so what it overwrites is always sent already,
/// and a publish that does not fit is refused instead. A limit that is raised makes the stream larger once that much waits; one that is
/// lowered leaves it as large as it is.
/// </remarks>
internal sealed class MqttSpool
{
    /// <summary>The export that its position goes by.</summary>
    public const string Export = "broker";

    private const int SegmentsPerStream = 8;
    private const int MaxTopicBytes = 65_535;

    private readonly MqttProxyOptions _options;
    private readonly StreamStore _store;
    private readonly Func<bool> _isConnected;
    private readonly Lock _growing = new(); // guards _mostWanted, and the order in which the stream is asked to grow
    private long _mostWanted;
    private long _arriving; // bytes of appends under way: not in the stream yet, and to be counted

    /// <param name="isConnected">Whether the broker above is.</param>
    /// <exception cref="IOException">The stream or its position could not be made.</exception>
    public MqttSpool(StreamStore store, MqttProxyOptions options, Func<bool> isConnected)
    {
        (_options, _store, _isConnected) = (options, store, isConnected);
        var definition = new StreamDefinition { Name = options.Stream, OnFull = OnFull.OverwriteOldest };
        Stream = store.TryGet(options.Stream, out var stream)
            ? stream
            : store.Create(WithRoomFor(options.Limits().Bytes, definition, leastSegment: 1024));
        Cursor = Stream.OpenCursor(Export);
    }

    public DurableStream Stream { get; }

    /// <summary>How far the broker has confirmed.</summary>
    public ExportCursor Cursor { get; }

    /// <summary>Bytes that wait.</summary>
    public long WaitingBytes => Stream.BytesFrom(Cursor.Confirmed + 1) + Interlocked.Read(ref _arriving);

    /// <summary>Takes a message; it is on the device when this completes.</summary>
    /// <exception cref="MqttProxyException">It is not taken: the message says why.</exception>
    public async ValueTask PublishAsync(ProxyRecord message, CancellationToken cancellationToken)
    {
        if (Why(message) is { } why) throw Refusal(message, why);
        var limits = _options.Limits();
        if (message.Qos == 0 && !limits.KeepQos0WhenOffline && !_isConnected())
            throw Refusal(message, "there is no connection to the broker, and messages of QoS 0 are not kept then (mqtt.spooler.keepQos0WhenOffline)");

        var record = message.Encode();
        var bytes = record.Length + StreamLimits.RecordOverheadBytes;
        var waiting = Stream.BytesFrom(Cursor.Confirmed + 1) + Interlocked.Add(ref _arriving, bytes);
        try
        {
            if (waiting > limits.Bytes)
            {
                throw Refusal(
                    message, $"the spool is full: {waiting - bytes:N0} of {limits.Bytes:N0} bytes wait for the broker (mqtt.spooler.maxSizeInBytes)");
            }
            if (waiting > Room) await GrowAsync(limits.Bytes).WaitAsync(cancellationToken).ConfigureAwait(false);
            await Stream.AppendAsync(record, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is StreamFullException or RecordTooLargeException or StreamBusyException or StreamWriteException
            or StreamNotFoundException or StreamUpdateException or IOException)
        {
            throw new MqttProxyException($"Publish to topic {message.Topic} failed: {e.Message}", inner: e);
        }
        finally
        {
            Interlocked.Add(ref _arriving, -bytes);
        }
    }

    /// <summary>Bytes that may wait in the stream as it is.</summary>
    private long Room => Stream.Definition.MaxBytes - 2L * Stream.Definition.SegmentBytes;

    /// <remarks>Updates count in the order they are asked for, so that none takes back what a larger limit was just granted.</remarks>
    private Task GrowAsync(long bytes)
    {
        lock (_growing)
        {
            _mostWanted = Math.Max(_mostWanted, bytes);
            return _store.UpdateAsync(WithRoomFor(_mostWanted, Stream.Definition, Stream.Definition.SegmentBytes)).AsTask();
        }
    }

    private static StreamDefinition WithRoomFor(long bytes, StreamDefinition definition, int leastSegment)
    {
        var segment = (int)Math.Max(leastSegment, Math.Min(bytes / SegmentsPerStream, 16 << 20));
        return definition with { MaxBytes = bytes + 2L * segment, SegmentBytes = segment };
    }

    /// <summary>What no broker would take is refused at once, where the publisher hears of it.</summary>
    private string? Why(ProxyRecord message)
    {
        if (message.Payload.Length > _options.PayloadBytes) return $"the payload has {message.Payload.Length:N0} of at most {_options.PayloadBytes:N0} bytes";
        if (message.Topic.AsSpan().ContainsAny('+', '#', '\0') || System.Text.Encoding.UTF8.GetByteCount(message.Topic) > MaxTopicBytes)
            return "the topic holds a wildcard or is too long";
        if (message.ExpirySeconds is < 0 or > uint.MaxValue) return "the expiry interval is not within 0 to 4,294,967,295 s";
        return message.CorrelationData is { Length: > ushort.MaxValue } ? "the correlation data has more than 65,535 bytes" : null;
    }

    private static MqttProxyException Refusal(ProxyRecord message, string why) => new($"Publish to topic {message.Topic} failed: {why}");
}
