namespace Shoreline.Sdk;

/// <summary>Pauses between attempts: between half and all of <c>min · 2^failures</c>, at most <c>max</c>.</summary>
internal sealed class GrowingPause(TimeSpan min, TimeSpan max)
{
    private int _failures;

    public TimeSpan Next()
    {
        var full = Math.Min(min.TotalMilliseconds * Math.Pow(2, _failures), max.TotalMilliseconds);
        _failures = Math.Min(_failures + 1, 30);
        return TimeSpan.FromMilliseconds(full * (0.5 + Random.Shared.NextDouble() / 2));
    }

    public void Reset() => _failures = 0;
}
