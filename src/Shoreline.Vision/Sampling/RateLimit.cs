namespace Shoreline.Vision.Sampling;

/// <summary>Lets so many pictures pass in a second, so that a crowd before a camera does not fill the disk and the link.</summary>
/// <remarks>A bucket of tokens: a burst after a quiet time passes whole. Times are the frames' own.</remarks>
public sealed class RateLimit
{
    private readonly double _perSecond;
    private readonly double _burst;
    private double _tokens;
    private long _lastNs;

    /// <param name="burst">How many may pass at once after a quiet time.</param>
    public RateLimit(double perSecond, double burst) => (_perSecond, _burst, _tokens) = (perSecond, burst, burst);

    public bool TryPass(long nowNs)
    {
        if (_lastNs != 0 && nowNs > _lastNs) _tokens = Math.Min(_burst, _tokens + ((nowNs - _lastNs) / 1e9 * _perSecond));
        _lastNs = Math.Max(_lastNs, nowNs);
        if (_tokens < 1) return false;
        _tokens--;
        return true;
    }
}
