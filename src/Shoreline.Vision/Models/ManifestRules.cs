using System.Buffers;

namespace Shoreline.Vision.Models;

/// <summary>What must hold of a manifest beyond its JSON shape.</summary>
internal static class ManifestRules
{
    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdef");

    /// <summary>Every fault, as ends of a sentence; none where the manifest is good.</summary>
    public static IEnumerable<string> Faults(ModelManifest manifest)
    {
        if (manifest.Schema != ModelManifest.CurrentSchema)
        {
            yield return $"schema is '{manifest.Schema}', not '{ModelManifest.CurrentSchema}'";
        }
        if (string.IsNullOrWhiteSpace(manifest.Name)) yield return "name is empty";
        if (manifest.Labels is not { Count: > 0 }) yield return "labels is empty, and there is no labelsFile";
        else if (manifest.Labels.Any(string.IsNullOrWhiteSpace)) yield return "labels has an empty one";
        if (manifest.Weights.Sha256 is { } digest && (digest.Length != 64 || digest.AsSpan().ContainsAnyExcept(Hexadecimal)))
        {
            yield return "weights.sha256 is not 64 lower-case hexadecimal digits";
        }
        if (manifest.Weights.Sha256 is null && manifest.Weights.Urls.Count > 0) yield return "weights.urls needs weights.sha256";
        if (manifest.Thresholds.Score is not (>= 0 and <= 1)) yield return $"thresholds.score is {manifest.Thresholds.Score}, not 0…1";
        if (manifest.Thresholds.Weak is { } weak && !(weak >= 0 && weak <= manifest.Thresholds.Score))
        {
            yield return $"thresholds.weak is {weak}, not 0…{manifest.Thresholds.Score} (thresholds.score)";
        }
        if (manifest.Thresholds.Iou is not (>= 0 and <= 1)) yield return $"thresholds.iou is {manifest.Thresholds.Iou}, not 0…1";
        if (manifest.Thresholds.Keypoint is not (>= 0 and <= 1))
        {
            yield return $"thresholds.keypoint is {manifest.Thresholds.Keypoint}, not 0…1";
        }
        if (manifest.Crop.Scale is not (>= 0.1f and <= 10)) yield return $"crop.scale is {manifest.Crop.Scale}, not 0.1…10";
        if (manifest.Crop.AtMost is not (>= 1 and <= 1000)) yield return $"crop.atMost is {manifest.Crop.AtMost}, not 1…1000";
        var faults = manifest.Head == ModelHead.Cascade ? CascadeFaults(manifest.Cascade) : InputFaults(manifest);
        foreach (var fault in faults) yield return fault;
    }

    private static IEnumerable<string> InputFaults(ModelManifest manifest)
    {
        if (manifest.Weights.Sha256 is null) yield return "weights.sha256 is missing";
        if (manifest.Input is not { } input)
        {
            yield return "input is missing";
            yield break;
        }
        if ((input.Width is null) != (input.Height is null)) yield return "input.width and input.height go together";
        if (input.Width is null && input.LongSide is null) yield return "input needs width and height, or longSide";
        foreach (var (name, pixels) in new[] { ("width", input.Width), ("height", input.Height), ("longSide", input.LongSide) })
        {
            if (pixels is { } given and not (>= 16 and <= 8192)) yield return $"input.{name} is {given}, not 16…8192";
        }
        if (input.MultipleOf is not (>= 1 and <= 256)) yield return $"input.multipleOf is {input.MultipleOf}, not 1…256";
        if (input.Mean.Count != 3) yield return $"input.mean has {input.Mean.Count} values, not 3";
        if (input.Std.Count != 3 || input.Std.Contains(0)) yield return "input.std is not three values other than 0";
        if (!float.IsFinite(input.Fill)) yield return $"input.fill is {input.Fill}, not a number";
        foreach (var fault in DecoderRules.Faults(manifest)) yield return fault;
    }

    private static IEnumerable<string> CascadeFaults(CascadeManifest? cascade)
    {
        if (cascade is null)
        {
            yield return "cascade is missing";
            yield break;
        }
        if (cascade.ScaleFactor is not (> 1.01f and <= 2)) yield return $"cascade.scaleFactor is {cascade.ScaleFactor}, not 1.01…2";
        if (cascade.MinNeighbors is not (>= 1 and <= 100)) yield return $"cascade.minNeighbors is {cascade.MinNeighbors}, not 1…100";
        if (cascade.MinShare is not (>= 0 and <= 1)) yield return $"cascade.minShare is {cascade.MinShare}, not 0…1";
        if (cascade.LongSide is not (>= 64 and <= 8192)) yield return $"cascade.longSide is {cascade.LongSide}, not 64…8192";
    }
}
