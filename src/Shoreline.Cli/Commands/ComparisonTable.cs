using System.Globalization;
using Shoreline.Vision.Comparison;
using Shoreline.Vision.Pipeline;

namespace Shoreline.Cli.Commands;

/// <summary>What differs between two models, as a table for people.</summary>
internal static class ComparisonTable
{
    /// <summary>The labels, and all together where there are several.</summary>
    public static void Write(TextWriter output, ComparisonTally tally)
    {
        output.WriteLine($"{"",-24}{"kept",10}{"changed",10}{"gained",10}{"lost",10}");
        var labels = tally.Labels.ToList();
        foreach (var (label, counts) in labels) WriteRow(output, label, counts);
        if (labels.Count != 1) WriteRow(output, "all", tally.Total);
        if (tally.NotCompared > 0)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{tally.NotCompared} objects were not compared: a frame had more than {FrameComparer.MaxCompared}."));
        }
    }

    /// <summary>What became of a model that looked on.</summary>
    public static void Write(TextWriter output, ShadowSummary shadow)
    {
        var counters = shadow.Counters;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"shadow      {shadow.Model}: {counters.Compared} frames compared, {counters.Skipped} skipped while it was busy, " +
            $"{counters.Differing} differ"));
        if (shadow.Failure is { } failure) output.WriteLine($"            it failed, and was not asked any more: {failure.Message}");
        if (counters.Compared > 0) Write(output, shadow.Totals);
    }

    private static void WriteRow(TextWriter output, string label, ComparisonCounts counts) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{label,-24}{counts.Kept,10}{counts.Changed,10}{counts.Gained,10}{counts.Lost,10}"));
}
