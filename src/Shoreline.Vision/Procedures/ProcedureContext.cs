using Shoreline.Vision.Rules;

namespace Shoreline.Vision.Procedures;

/// <summary>What the procedures of one camera share.</summary>
/// <param name="isTracked">Whether a tracker runs: then an object without a track is one that it is not sure of yet.</param>
internal sealed class ProcedureContext(Scene scene, EventSource source, bool isTracked)
{
    private long _capturedNs;

    public Scene Scene => scene;

    public EventSource Source => source;

    public long NowNs => scene.Frame.NowNs;

    /// <summary>Whether objects are told apart.</summary>
    public bool IsTracked => isTracked || scene.HasTracks;

    /// <summary>Where events go; set for each frame.</summary>
    public List<VisionEvent> Events { get; private set; } = [];

    /// <summary>Says where the events of the present frame go.</summary>
    /// <param name="capturedNs">When it was captured, since the Unix epoch.</param>
    public void SetFrame(long capturedNs, List<VisionEvent> events) => (_capturedNs, Events) = (capturedNs, events);

    /// <summary>Says where the events go that come after the last frame.</summary>
    public void SetEvents(List<VisionEvent> events) => Events = events;

    /// <summary>A time of the scene as one of the device's clock, as it goes at present.</summary>
    public long ToClock(long ns) => _capturedNs - (NowNs - ns);
}
