using Shoreline.Media.Native.Gst;

namespace Shoreline.Media;

/// <summary>Makes the pictures of a source and pushes them into a pipeline.</summary>
internal interface IFeed
{
    /// <summary>What it pushes, as GStreamer caps.</summary>
    string Caps { get; }

    /// <summary>Pushes until the source ends or the pipeline stops. Blocks; runs on a thread of its own.</summary>
    void Run(GstElement source);
}
