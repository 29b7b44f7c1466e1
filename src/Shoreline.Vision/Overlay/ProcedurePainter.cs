using System.Globalization;
using Shoreline.Media.Native.Cairo;
using Shoreline.Vision.Procedures;
using Shoreline.Vision.Rules;

namespace Shoreline.Vision.Overlay;

/// <summary>Writes procedures into the upper right corner of a picture: how far each run is; or, without a camera at work, what a file says.</summary>
internal sealed class ProcedurePainter
{
    private const int MostLines = 12;

    private readonly ProcedureEngine? _engine;
    private readonly List<string> _lines = [];

    /// <param name="engine">Null where there is none.</param>
    public ProcedurePainter(ProcedureEngine? engine) => _engine = engine;

    /// <param name="camera">Only what is there for this camera; null for all.</param>
    public ProcedurePainter(RuleFile file, string? camera)
    {
        foreach (var procedure in file.Procedures.Where(procedure => camera is null || procedure.AppliesTo(camera))) AddSteps(procedure);
    }

    public void Paint(CairoContext pen, int width, int height, double line)
    {
        if (_engine is not null) ReadState(_engine);
        if (_lines.Count == 0) return;
        var step = pen.MeasureText("Ag").Height + (5 * line);
        var y = step;
        foreach (var text in _lines.Take((int)Math.Clamp(height / step, 1, MostLines)))
        {
            RulePainter.PaintText(pen, text, Math.Max(4 * line, width - pen.MeasureText(text).XAdvance - (4 * line)), y, line, centred: false);
            y += step;
        }
    }

    private void ReadState(ProcedureEngine engine)
    {
        _lines.Clear();
        foreach (var run in engine.Running)
        {
            var track = run.Track > 0 ? string.Create(CultureInfo.InvariantCulture, $" #{run.Track}") : "";
            var wrong = run.Violations > 0 ? string.Create(CultureInfo.InvariantCulture, $"  {run.Violations} wrong") : "";
            _lines.Add(string.Create(CultureInfo.InvariantCulture, $"{run.Procedure.Name}{track}: {run.Number}/{run.Procedure.Steps.Count} {run.Step}, next {run.Next ?? "the end"}{wrong}"));
        }
    }

    private void AddSteps(Procedure procedure)
    {
        _lines.Add(procedure.Name);
        foreach (var (index, step) in procedure.Steps.Index())
        {
            var number = procedure.InAnyOrder ? "-" : string.Create(CultureInfo.InvariantCulture, $"{index + 1}");
            _lines.Add($"  {number} {step.Name}{(step.IsOptional ? " (optional)" : "")}");
        }
    }
}
