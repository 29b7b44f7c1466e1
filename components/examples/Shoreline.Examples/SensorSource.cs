using Shoreline.Core;
using Shoreline.Core.Records;
using Shoreline.Sdk;

namespace Shoreline.Examples;

/// <summary>A source of readings: several sensors in turn, at a steady rate, into a stream of the stream manager. README.md shows it step by step.</summary>
public sealed class SensorSource : IAsyncDisposable
{
    private static readonly TimeSpan DrainWithin = TimeSpan.FromSeconds(3);

    private readonly SensorOptions _options;
    private readonly TimeProvider _time;
    private readonly BufferedAppender _appender;
    private readonly SwitchServer? _switch;
    private volatile bool _on;

    /// <param name="client">Connected; the caller disposes it after this.</param>
    /// <exception cref="ShorelineException">The control port is in use.</exception>
    public SensorSource(StreamManagerClient client, SensorOptions options, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.ReadingsPerSecond is not (> 0 and <= 10_000))
        {
            throw new InvalidInputException($"The sensor cannot make {options.ReadingsPerSecond} readings a second: more than 0 and at most 10,000.");
        }
        (_options, _time, _on) = (options, time ?? TimeProvider.System, options.On);
        _appender = new BufferedAppender(client, options.Stream, new BufferedAppenderOptions { Time = _time });
        _switch = options.Control is { } address ? new SwitchServer(address, () => _on, on => _on = on) : null;
    }

    /// <summary>Whether it makes readings.</summary>
    public bool On { get => _on; set => _on = value; }

    /// <summary>Readings that are stored.</summary>
    public long Appended => _appender.Appended;

    /// <summary>Readings that were lost because the stream manager was away for too long.</summary>
    public long Dropped => _appender.Dropped;

    /// <summary>Makes readings until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1 / _options.ReadingsPerSecond), _time);
        try
        {
            for (var turn = 0; await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false);)
            {
                if (_on) _appender.TryAppend(Measure(turn++).Encode());
            }
        }
        catch (OperationCanceledException)
        {
            await _appender.CompleteAsync(DrainWithin).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_switch is not null) await _switch.DisposeAsync().ConfigureAwait(false);
        await _appender.DisposeAsync().ConfigureAwait(false);
    }

    private Reading Measure(int turn)
    {
        var nowNs = _time.NowNs();
        var (sensor, unit, value) = Signals.All[turn % Signals.All.Count];
        return new Reading
        {
            Device = _options.Device,
            Sensor = sensor,
            Time = Timestamps.ToText(nowNs),
            Value = Math.Round(value(nowNs / 1e9), 3),
            Unit = unit,
        };
    }
}
