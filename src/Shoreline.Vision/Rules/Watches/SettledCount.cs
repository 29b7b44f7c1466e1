namespace Shoreline.Vision.Rules.Watches;

/// <summary>A number that changes only when it has been higher for the rule's <c>for</c>, or lower for its <c>clear</c>.</summary>
internal sealed class SettledCount(RuleBasics basics)
{
    private int _direction; // of the change that is under way: 1 up, −1 down, 0 none
    private long _sinceNs;
    private int _nearest; // number nearest to Value that was seen since then

    public int Value { get; private set; }

    /// <summary>Takes the number of a frame.</summary>
    /// <returns>Whether <see cref="Value"/> changed.</returns>
    public bool Update(int count, long nowNs) // hot: per frame
    {
        var direction = Math.Sign(count - Value);
        if (direction != _direction) (_direction, _sinceNs, _nearest) = (direction, nowNs, count);
        if (direction == 0) return false;
        _nearest = direction > 0 ? Math.Min(_nearest, count) : Math.Max(_nearest, count);
        if (nowNs - _sinceNs < (direction > 0 ? basics.ForNs : basics.ClearNs)) return false;
        (Value, _direction) = (_nearest, 0);
        return true;
    }

    public void Clear() => (Value, _direction) = (0, 0);

    /// <summary>What is under way begins anew; the number stays.</summary>
    public void Restart() => _direction = 0;
}
