using Shoreline.Vision.Rules;
using Shoreline.Vision.Rules.Conditions;

namespace Shoreline.Vision.Procedures;

/// <summary>A procedure at work at one camera.</summary>
internal sealed class ProcedureWatch
{
    private readonly ProcedureContext _context;
    private readonly Verdict[] _verdicts;
    private readonly Worker?[] _workers; // of each object
    private readonly ConditionSet?[] _memories;
    private readonly Worker _alone; // the camera, or the object with the best score where nothing tracks
    private readonly ConditionSet _aloneMemory;

    public ProcedureWatch(Procedure procedure, ProcedureContext context)
    {
        (Procedure, _context) = (procedure, context);
        _verdicts = new Verdict[ConditionSet.CountOf(procedure)];
        _workers = new Worker?[procedure.PerCamera ? 0 : Scene.MostTracks];
        _memories = new ConditionSet?[Scene.MostTracks];
        (_alone, _aloneMemory) = (new Worker(procedure, context), new ConditionSet(procedure));
    }

    public Procedure Procedure { get; }

    /// <summary>The workers whose run is on.</summary>
    public IEnumerable<Worker> Running => _workers.Prepend(_alone).OfType<Worker>().Where(worker => worker.Run.IsOn);

    public void Look() // hot: per frame
    {
        if (Procedure.PerCamera)
        {
            LookAtCamera();
            return;
        }
        foreach (var track in _context.Scene.Tracks)
        {
            if (track.IsNew) _workers[track.Slot]?.Replace(_context.NowNs);
            if (track.IsSeen && Procedure.Filter.Takes(track.Detection))
            {
                var worker = _workers[track.Slot] ??= new Worker(Procedure, _context);
                See(worker, _memories[track.Slot] ??= new ConditionSet(Procedure), track.Index);
            }
            else
            {
                Miss(_workers[track.Slot]);
            }
        }
        foreach (var worker in _workers) // whose tracks the scene follows no more, before they had gone by our count
        {
            if (worker is { IsGone: false } && worker.LookedForNs != _context.NowNs) Miss(worker);
        }
        var best = _context.IsTracked ? -1 : Procedure.Filter.BestIn(_context.Scene.Frame);
        if (best >= 0) See(_alone, _aloneMemory, best);
        else Miss(_alone);
    }

    /// <summary>Ends what is under way and forgets everything.</summary>
    /// <param name="lastNs">When the last frame was that was seen.</param>
    public void Stop(long lastNs, string reason)
    {
        _alone.Stop(lastNs, reason);
        _aloneMemory.Clear();
        foreach (var worker in _workers) worker?.Stop(lastNs, reason);
        foreach (var memory in _memories) memory?.Clear();
    }

    private void See(Worker worker, ConditionSet memory, int index) // hot: per object
    {
        var view = _context.Scene.Frame.At(index);
        if (worker.See(view.Detection, _context.NowNs)) memory.Clear();
        Array.Clear(_verdicts);
        memory.Judge(view, _verdicts);
        worker.Advance(_verdicts, _context.NowNs);
    }

    private void Miss(Worker? worker)
    {
        if (!_context.Scene.IsQuiet) worker?.Miss(_context.NowNs);
    }

    /// <summary>What holds of any object holds of the camera.</summary>
    private void LookAtCamera() // hot: per frame
    {
        Array.Clear(_verdicts);
        var isAnybodySeen = false;
        foreach (var track in _context.Scene.Tracks)
        {
            if (track.IsNew) _memories[track.Slot]?.Clear();
            if (!track.IsSeen || !Procedure.Filter.Takes(track.Detection)) continue;
            isAnybodySeen |= !track.IsNew; // what flickers once is nobody
            (_memories[track.Slot] ??= new ConditionSet(Procedure)).Judge(_context.Scene.Frame.At(track.Index), _verdicts, aboutObjects: true);
        }
        var best = _context.IsTracked ? -1 : Procedure.Filter.BestIn(_context.Scene.Frame);
        if (best >= 0)
        {
            isAnybodySeen = true;
            _aloneMemory.Judge(_context.Scene.Frame.At(best), _verdicts, aboutObjects: true);
        }
        _aloneMemory.Judge(_context.Scene.Frame.Nobody, _verdicts, aboutObjects: false);
        if (isAnybodySeen || Procedure.GoneNs is null) _ = _alone.See(null, _context.NowNs);
        else Miss(_alone);
        if (!_alone.IsGone) _alone.Advance(_verdicts, _context.NowNs);
    }
}
