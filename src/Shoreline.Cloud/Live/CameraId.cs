namespace Shoreline.Cloud.Live;

/// <summary>A camera of a device.</summary>
internal readonly record struct CameraId(string Device, string Camera) : IComparable<CameraId>
{
    public int CompareTo(CameraId other)
    {
        var byDevice = string.CompareOrdinal(Device, other.Device);
        return byDevice != 0 ? byDevice : string.CompareOrdinal(Camera, other.Camera);
    }
}
