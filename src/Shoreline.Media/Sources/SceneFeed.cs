using Shoreline.Media.Native.Gst;
using Shoreline.Media.Scenes;

namespace Shoreline.Media;

/// <summary>Draws a scene and pushes its pictures.</summary>
internal sealed class SceneFeed(SceneSource source) : IFeed
{
    public string Caps => $"video/x-raw,format=BGRx,width={source.Width},height={source.Height},framerate={source.Fps}/1";

    public void Run(GstElement element)
    {
        using var scene = Scene.Create(source);
        var durationNs = 1_000_000_000L / source.Fps;
        for (long index = 0; source.FrameCount < 0 || index < source.FrameCount; index++)
        {
            scene.Draw((double)index / source.Fps);
            if (!AppSource.Push(element, scene.Picture.Pixels(), index * 1_000_000_000L / source.Fps, durationNs)) return;
        }
        AppSource.End(element);
    }
}
