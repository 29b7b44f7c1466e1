namespace Shoreline.Edge.Cameras;

/// <summary>Lets so many pictures of faces pass in a second, so that a crowd before a camera does not fill the disk and the link.</summary>
/// <remarks>A bucket that holds one second's worth: a burst after a quiet time passes whole. Times are the frames' own.</remarks>
internal sealed class FaceLimit
{
    private readonly double _perSecond;
    private double _tokens;
    private long _lastNs;

    public FaceLimit(double perSecond) => _perSecond = _tokens = perSecond;

    public bool TryPass(long nowNs)
    {
        if (_lastNs != 0 && nowNs > _lastNs) _tokens = Math.Min(_perSecond, _tokens + (nowNs - _lastNs) / 1e9 * _perSecond);
        _lastNs = Math.Max(_lastNs, nowNs);
        if (_tokens < 1) return false;
        _tokens--;
        return true;
    }
}
