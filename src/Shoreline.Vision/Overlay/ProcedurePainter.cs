using System.Globalization;
using Shoreline.Media.Native.Cairo;
using Shoreline.Vision.Procedures;
using Shoreline.Vision.Rules;

namespace Shoreline.Vision.Overlay;

/// <summary>Writes procedures into the upper right corner of a picture: how far each run is; or, without a camera at work, what a file says.</summary>
internal static class ProcedurePainter
{
    private const int MostLines = 12;

    /// <summary>The steps of a file's procedures.</summary>
    /// <param name="camera">Only what is there for this camera; null for all.</param>
    public static void Describe(RuleFile file, string? camera, List<string> into)
    {
        foreach (var procedure in file.Procedures.Where(procedure => camera is null || procedure.AppliesTo(camera))) AddSteps(procedure, into);
    }

    /// <summary>How far the runs at a camera are. On the thread on which they run.</summary>
    public static void Read(ProcedureEngine engine, List<string> into)
    {
        into.Clear();
        foreach (var run in engine.Running)
        {
            var track = run.Track > 0 ? string.Create(CultureInfo.InvariantCulture, $" #{run.Track}") : "";
            var wrong = run.Violations > 0 ? string.Create(CultureInfo.InvariantCulture, $"  {run.Violations} wrong") : "";
            into.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{run.Procedure.Name}{track}: {run.Number}/{run.Procedure.Steps.Count} {run.Step}, next {run.Next ?? "the end"}{wrong}"));
        }
    }

    public static void Paint(List<string> lines, CairoContext pen, int width, int height, double line)
    {
        if (lines.Count == 0) return;
        var step = pen.MeasureText("Ag").Height + (5 * line);
        var y = step;
        foreach (var text in lines.Take((int)Math.Clamp(height / step, 1, MostLines)))
        {
            RulePainter.PaintText(pen, text, Math.Max(4 * line, width - pen.MeasureText(text).XAdvance - (4 * line)), y, line, centred: false);
            y += step;
        }
    }

    private static void AddSteps(Procedure procedure, List<string> into)
    {
        into.Add(procedure.Name);
        foreach (var (index, step) in procedure.Steps.Index())
        {
            var number = procedure.InAnyOrder ? "-" : string.Create(CultureInfo.InvariantCulture, $"{index + 1}");
            into.Add($"  {number} {step.Name}{(step.IsOptional ? " (optional)" : "")}");
        }
    }
}
