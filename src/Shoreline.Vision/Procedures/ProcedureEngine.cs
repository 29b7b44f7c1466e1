using Shoreline.Core.Records;
using Shoreline.Media;
using Shoreline.Vision.Models;
using Shoreline.Vision.Rules;
using Shoreline.Vision.Rules.Conditions;

namespace Shoreline.Vision.Procedures;

/// <summary>The procedures of a file at work at one camera. Not thread-safe.</summary>
public sealed class ProcedureEngine : IFrameStage
{
    private readonly EventSource _events;
    private readonly ProcedureContext _context;
    private readonly ProcedureWatch[] _watches;

    /// <param name="events">Shared by all that makes events of the camera.</param>
    public ProcedureEngine(RuleFile file, RuleEngineOptions options, EventSource events)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(options);
        _events = events;
        var camera = options.Camera.Value;
        Procedures = [.. file.Procedures.Where(procedure => procedure.AppliesTo(camera))];
        var forgetNs = Procedures.Select(procedure => procedure.GoneNs ?? 0).DefaultIfEmpty().Max();
        Scene = new Scene(file.Masks.Where(mask => mask.IsAt(camera)), new PointMap(file.Points, options.Keypoints), forgetNs);
        _context = new ProcedureContext(Scene, events, options.IsTracked);
        _watches = [.. Procedures.Select(procedure => new ProcedureWatch(procedure, _context))];
    }

    /// <summary>What is in front of the camera; the present frame is the one that <see cref="Process"/> had last.</summary>
    public Scene Scene { get; }

    /// <summary>Those that apply at the camera.</summary>
    public IReadOnlyList<Procedure> Procedures { get; }

    /// <summary>What is under way. For pictures: allocates.</summary>
    public IEnumerable<ProcedureState> Running =>
        from watch in _watches from worker in watch.Running select ProcedureState.Of(watch.Procedure, worker);

    public void Process(in Frame frame, DetectionList detections, List<VisionEvent> events) // hot: per frame
    {
        ArgumentNullException.ThrowIfNull(detections);
        var lastNs = _context.NowNs;
        Look(frame, events, lastNs, isGap: Scene.Advance(frame, detections));
    }

    /// <summary>What held in the frame before holds still, time goes on, and nobody goes who was not looked for.</summary>
    public void Quiet(in Frame frame, List<VisionEvent> events) // hot: per frame
    {
        var lastNs = _context.NowNs;
        Look(frame, events, lastNs, isGap: Scene.Stay(frame));
    }

    public void Follow(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        Scene.Follow(model.KeypointNames);
    }

    public void Finish(List<VisionEvent> events)
    {
        _context.SetEvents(events);
        Stop(_context.NowNs, "stop");
    }

    private void Look(in Frame frame, List<VisionEvent> events, long lastNs, bool isGap)
    {
        _events.SetFrame(frame);
        _context.SetFrame(frame.CapturedAtNs, events);
        if (isGap) Stop(lastNs, "gap");
        foreach (var watch in _watches) watch.Look();
    }

    private void Stop(long lastNs, string reason)
    {
        foreach (var watch in _watches) watch.Stop(lastNs, reason);
    }
}
