using System.Globalization;
using Shoreline.Core;
using Shoreline.Core.Naming;

namespace Shoreline.Vision.Pipeline;

/// <summary>A detector could not look at a frame.</summary>
public sealed class FrameFailedException : ShorelineException
{
    /// <param name="inner">What the detector threw.</param>
    internal FrameFailedException(CameraName camera, long index, long ptsNs, Exception inner)
        : base(Describe(camera, index, ptsNs, inner), inner) => (Camera, Index) = (camera, index);

    public CameraName Camera { get; }

    /// <summary>The frame's index.</summary>
    public long Index { get; }

    private static string Describe(CameraName camera, long index, long ptsNs, Exception inner)
    {
        var why = inner is ShorelineException ? inner.Message : $"our own code failed: {inner.GetType().Name}: {inner.Message}";
        return string.Create(
            CultureInfo.InvariantCulture, $"Frame {index} of the camera '{camera}', at {ptsNs / 1e9:0.000} s, " +
            $"could not be analysed: {why}");
    }
}
