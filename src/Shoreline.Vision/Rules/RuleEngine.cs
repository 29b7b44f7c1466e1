using Shoreline.Core.Naming;
using Shoreline.Core.Records;
using Shoreline.Media;
using Shoreline.Vision.Models;
using Shoreline.Vision.Procedures;
using Shoreline.Vision.Rules.Conditions;
using Shoreline.Vision.Rules.Geometry;
using Shoreline.Vision.Rules.Watches;

namespace Shoreline.Vision.Rules;

/// <summary>The rules of a file at work at one camera. Not thread-safe.</summary>
public sealed class RuleEngine : IFrameStage
{
    private const double AspectSlack = 0.02;

    private readonly RuleFile _file;
    private readonly RuleEngineOptions _options;
    private readonly EventSource _events;
    private readonly WatchContext _context;
    private readonly (Rule Rule, Watch Watch)[] _watches;
    private bool _hasWarnedOfTracks;
    private bool _hasWarnedOfSize;

    /// <param name="events">Shared by all that makes events of the camera.</param>
    public RuleEngine(RuleFile file, RuleEngineOptions options, EventSource events)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(options);
        (_file, _options, _events) = (file, options, events);
        var camera = options.Camera.Value;
        _watches = [.. file.Rules.Where(rule => rule.AppliesTo(camera)).Select(rule => (rule, Watch.Of(rule)))];
        var forgetNs = _watches.Select(pair => pair.Rule.Basics.GoneNs).DefaultIfEmpty().Max();
        Scene = new Scene(file.Masks.Where(mask => mask.IsAt(camera)), new PointMap(file.Points, options.Keypoints), forgetNs);
        _context = new WatchContext(Scene, events, options.IsTracked);
    }

    /// <summary>What is in front of the camera; the present frame is the one that <see cref="Process"/> had last.</summary>
    public Scene Scene { get; }

    /// <summary>The file whose rules these are.</summary>
    public RuleFile File => _file;

    /// <summary>The camera at which they are at work.</summary>
    public string Camera => _options.Camera.Value;

    /// <summary>The file's procedures at work at the same camera, which are drawn with the rules; null where there are none.</summary>
    public ProcedureEngine? Procedures { get; init; }

    /// <summary>The rules that apply at the camera.</summary>
    public IEnumerable<Rule> Rules => _watches.Select(pair => pair.Rule);

    public void Process(in Frame frame, DetectionList detections, List<VisionEvent> events) // hot: per frame
    {
        ArgumentNullException.ThrowIfNull(detections);
        _context.Events = events;
        _events.SetFrame(frame);
        var isGap = Scene.Advance(frame, detections);
        if (isGap) Stop("gap");
        foreach (var (_, watch) in _watches) watch.Look(_context);
        if (!_hasWarnedOfTracks && detections.Count > 0 && !_context.IsTracked) WarnOfTracks();
        if (!_hasWarnedOfSize && _file.Size is not null) WarnOfSize(frame);
    }

    /// <summary>What was seen is there still: dwells, <c>for</c> and <c>clear</c> run on, and nobody goes who was not looked for.</summary>
    public void Quiet(in Frame frame, List<VisionEvent> events) // hot: per frame
    {
        _context.Events = events;
        _events.SetFrame(frame);
        if (Scene.Stay(frame)) Stop("gap");
        foreach (var (_, watch) in _watches) watch.Look(_context);
    }

    public void Follow(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        Scene.Follow(model.KeypointNames);
    }

    public void Finish(List<VisionEvent> events)
    {
        _context.Events = events;
        Stop("stop");
    }

    /// <summary>Whether a rule about a zone has something going on in it.</summary>
    internal bool IsActive(Zone zone)
    {
        foreach (var (rule, watch) in _watches)
        {
            var about = rule switch { ZoneRule r => r.Zone, CountRule r => r.Zone, OccupancyRule r => r.Zone, _ => null };
            if (ReferenceEquals(about, zone) && watch.IsActive) return true;
        }
        return false;
    }

    /// <summary>How many have crossed a line to a side, by the rule that saw the most.</summary>
    internal long CrossingsTo(CrossingLine line, LineSide side)
    {
        long most = 0;
        foreach (var (rule, watch) in _watches)
        {
            if (rule is LineRule r && ReferenceEquals(r.Line, line)) most = Math.Max(most, ((LineWatch)watch).CrossingsTo(side));
        }
        return most;
    }

    private void Stop(string reason)
    {
        foreach (var (_, watch) in _watches) watch.Stop(_context, reason);
    }

    private void WarnOfTracks()
    {
        _hasWarnedOfTracks = true;
        foreach (var (rule, watch) in _watches)
        {
            if (watch.NeedsTracks) _options.Warn?.Invoke($"The rule '{rule.Name}' sees nothing: objects are not tracked, and without that nobody can be followed across a line.");
        }
    }

    private void WarnOfSize(in Frame frame)
    {
        _hasWarnedOfSize = true;
        var (width, height) = _file.Size!.Value;
        var (aspect, wanted) = ((double)frame.Width / frame.Height, (double)width / height);
        if (Math.Abs(aspect - wanted) <= AspectSlack * wanted) return;
        _options.Warn?.Invoke($"The rules are drawn for a picture of {width}x{height}, and the camera's is {frame.Width}x{frame.Height}, of other proportions: the zones are stretched.");
    }
}

/// <summary>What the rules of a camera need to know.</summary>
public sealed record RuleEngineOptions
{
    public required CameraName Camera { get; init; }

    /// <summary>Names of the points that the model gives, in its order; empty where it gives none.</summary>
    public IReadOnlyList<string> Keypoints { get; init; } = [];

    /// <summary>Whether a tracker runs before the rules: an object without a track is then left out, where a rule follows objects.</summary>
    public bool IsTracked { get; init; }

    /// <summary>Told, once each, of what makes rules less than they look. Called on the pipeline's thread.</summary>
    public Action<string>? Warn { get; init; }
}
