namespace Shoreline.Vision.Latest;

/// <summary>Lets so many pass in a second, evenly: 10 of a camera's 15, not the 7.5 that a fixed pause after each would leave.</summary>
internal sealed class PacedTurns(double perSecond, TimeProvider time)
{
    private readonly long _interval = perSecond > 0 ? (long)(time.TimestampFrequency / perSecond) : long.MaxValue;
    private long? _due;

    public bool TryTake()
    {
        var now = time.GetTimestamp();
        var due = _due ?? now;
        if (now < due - (_interval / 4)) return false; // cameras are not punctual: a little early is in time, and the next one waits for longer
        _due = now - due > _interval ? now + _interval : due + _interval;
        return true;
    }
}
