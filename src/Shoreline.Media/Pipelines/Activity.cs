namespace Shoreline.Media;

/// <summary>When something last arrived from the source.</summary>
internal sealed class Activity(TimeProvider time)
{
    private long _last = time.GetTimestamp();
    private volatile bool _any;

    /// <summary>Whether anything ever arrived.</summary>
    public bool Any => _any;

    public TimeSpan Idle => time.GetElapsedTime(Interlocked.Read(ref _last));

    // hot: per frame
    public void Note()
    {
        Interlocked.Exchange(ref _last, time.GetTimestamp());
        _any = true;
    }
}
