namespace Shoreline.Vision.Procedures;

/// <summary>How far a run is.</summary>
/// <param name="Track">Of the worker; 0 where there is none.</param>
/// <param name="Step">The step that came last; null where none has.</param>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Next">The step that should come next; null where all have come.</param>
/// <param name="Violations">How many there were.</param>
public sealed record ProcedureState(Procedure Procedure, long Track, string? Step, int Number, string? Next, int Violations)
{
    internal static ProcedureState Of(Procedure procedure, Worker worker)
    {
        var (last, next) = (worker.Run.Last, worker.Run.Expected);
        return new ProcedureState(
            procedure, worker.Detection?.Track ?? 0, last < 0 ? null : procedure.Steps[last].Name, last + 1, next < 0 ? null : procedure.Steps[next].Name,
            worker.Run.Violations.Count);
    }
}
