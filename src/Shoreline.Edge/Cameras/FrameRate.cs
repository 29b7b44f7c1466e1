namespace Shoreline.Edge.Cameras;

/// <summary>Frames a second over the last seconds, from a count that is looked at now and then. One caller at a time.</summary>
internal sealed class FrameRate(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(3);

    private readonly Queue<(long At, long Count)> _looks = new();

    public double Of(long count)
    {
        var now = time.GetTimestamp();
        _looks.Enqueue((now, count));
        while (_looks.Count > 2 && time.GetElapsedTime(_looks.Peek().At, now) > Window) _looks.Dequeue();
        var (since, before) = _looks.Peek();
        var seconds = time.GetElapsedTime(since, now).TotalSeconds;
        return seconds > 0 ? Math.Round((count - before) / seconds, 1) : 0;
    }
}
