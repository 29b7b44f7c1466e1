namespace Shoreline.Cloud.Tests;

/// <summary>A clock that the test moves.</summary>
internal sealed class ManualClock : TimeProvider
{
    private TimeSpan _since;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _since.Ticks;

    public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 10, 1, 0, 0, 0, TimeSpan.Zero) + _since;

    public void Advance(TimeSpan by) => _since += by;
}
