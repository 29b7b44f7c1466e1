using Shoreline.Core.Records;

namespace Shoreline.Vision.Sampling;

/// <summary>Where pictures go: a stream, a folder. Serves one thread at a time.</summary>
public interface IPictureStore
{
    /// <summary>Keeps one.</summary>
    /// <param name="picture">JPEG; valid during the call.</param>
    /// <returns>False where there is no room for it; the store counts it.</returns>
    /// <exception cref="IOException">The disk refused.</exception>
    bool Keep(MediaHeader header, ReadOnlySpan<byte> picture);
}
