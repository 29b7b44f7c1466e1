using Shoreline.Core;
using Shoreline.Core.Records;
using Shoreline.Greengrass.StreamManager.Messages;
using Shoreline.Sdk;

namespace Shoreline.Examples;

/// <summary>Averages readings per sensor over windows of time, from one stream into another. README.md shows it step by step.</summary>
/// <remarks>
/// The target stream is its only memory: after a restart, or a lost connection, it looks at the last window that it wrote and goes on behind it. So each window
/// is written once, whenever it was killed, and it needs no file of its own.
/// </remarks>
public sealed class Aggregator(StreamManagerClient client, AggregatorOptions options, TimeProvider? time = null)
{
    private const int ReadAtOnce = 500;
    private const int TailAtOnce = 64;
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WaitForReadings = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>Records written since the start.</summary>
    public long Written { get; private set; }

    /// <summary>Readings that were no readings, or came too late.</summary>
    public long Ignored { get; private set; }

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await AggregateAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (StreamManagerException)
            {
                // The gateway restarts, or has not made the streams yet. Whether the last append was stored is unknown: look at the target again.
                await Task.Delay(Retry, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task AggregateAsync(CancellationToken cancellationToken)
    {
        var written = await FindPositionAsync(cancellationToken).ConfigureAwait(false);
        var windows = new WindowAggregator(options.Window, options.Lateness, written);
        var next = written?.SourceSequence ?? 0;
        var source = (await client.DescribeMessageStreamAsync(options.Source, cancellationToken).ConfigureAwait(false)).StorageStatus;
        if (next > source.NewestSequenceNumber + 1) next = 0; // the source was deleted and made again: its numbers count anew
        while (true)
        {
            var messages = await ReadAsync(next, cancellationToken).ConfigureAwait(false);
            foreach (var message in messages)
            {
                if (Reading.TryDecode(message.Payload.Span, out var reading) is null)
                {
                    await WriteAsync(windows.Add(reading!, message.SequenceNumber), cancellationToken).ConfigureAwait(false);
                }
                else
                {
                    Ignored++;
                }
                next = message.SequenceNumber + 1;
            }
            if (messages.Count == 0)
            {
                var due = _time.NowNs() - options.Idle.Ticks * 100;
                await WriteAsync(windows.CloseDue(due), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<IReadOnlyList<Message>> ReadAsync(long from, CancellationToken cancellationToken)
    {
        try
        {
            return await client.ReadMessagesAsync(options.Source, new ReadMessagesOptions
            {
                DesiredStartSequenceNumber = from,
                MinMessageCount = 1,
                MaxMessageCount = ReadAtOnce,
                ReadTimeoutMillis = (long)WaitForReadings.TotalMilliseconds,
            }, cancellationToken).ConfigureAwait(false);
        }
        catch (NotEnoughMessagesException)
        {
            return [];
        }
    }

    private async Task WriteAsync(IReadOnlyList<Aggregate> records, CancellationToken cancellationToken)
    {
        foreach (var record in records) // one after the other: what is stored is then always a beginning of the window
        {
            await client.AppendMessageAsync(options.Target, record.Encode(), cancellationToken).ConfigureAwait(false);
            Written++;
        }
    }

    /// <summary>The newest window in the target. Null where it holds none.</summary>
    private async Task<AggregatePosition?> FindPositionAsync(CancellationToken cancellationToken)
    {
        var target = (await client.DescribeMessageStreamAsync(options.Target, cancellationToken).ConfigureAwait(false)).StorageStatus;
        var (window, source) = (long.MinValue, 0L);
        var sensors = new HashSet<(string, string)>();
        for (var end = target.NewestSequenceNumber; end >= target.OldestSequenceNumber; end -= TailAtOnce)
        {
            var begin = Math.Max(target.OldestSequenceNumber, end - TailAtOnce + 1);
            var tail = await client.ReadMessagesAsync(options.Target, new ReadMessagesOptions
            {
                DesiredStartSequenceNumber = begin,
                MinMessageCount = 1,
                MaxMessageCount = end - begin + 1,
            }, cancellationToken).ConfigureAwait(false);
            foreach (var message in tail.Reverse())
            {
                if (Aggregate.TryDecode(message.Payload.Span, out var record) is not null || !Timestamps.TryParse(record!.From, out var from)) continue;
                if (window == long.MinValue) (window, source) = (from, record.SourceSequence ?? 0);
                if (from != window) return new AggregatePosition(window, sensors, source);
                sensors.Add((record.Device, record.Sensor));
            }
        }
        return sensors.Count > 0 ? new AggregatePosition(window, sensors, source) : null;
    }
}
