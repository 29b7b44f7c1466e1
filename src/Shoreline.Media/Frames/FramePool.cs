namespace Shoreline.Media;

/// <summary>Leases that wait for their next frame. In steady state no frame allocates.</summary>
internal sealed class FramePool
{
    private const int Kept = 128; // more leases than a reader with a lane on each core holds at once; beyond it they are freed
    private readonly Lock _gate = new();
    private readonly FrameLease[] _free = new FrameLease[Kept];
    private int _count;

    // hot: per frame
    public FrameLease Rent()
    {
        lock (_gate)
        {
            if (_count > 0) return _free[--_count];
        }
        return new FrameLease(this);
    }

    // hot: per frame
    public void Return(FrameLease lease)
    {
        lock (_gate)
        {
            if (_count < Kept)
            {
                _free[_count++] = lease;
                return;
            }
        }
        lease.Free();
    }
}
