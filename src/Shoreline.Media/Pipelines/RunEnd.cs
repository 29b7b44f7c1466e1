namespace Shoreline.Media;

/// <summary>Tells the streaming threads of one pipeline that it is being taken down, so that none waits for a reader.</summary>
internal sealed class RunEnd
{
    private volatile bool _ended;

    public bool HasEnded => _ended;

    public void Signal() => _ended = true;
}
