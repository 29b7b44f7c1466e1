namespace Shoreline.Vision.Models;

/// <summary>What must hold of the parameters of a head.</summary>
internal static class DecoderRules
{
    public static IEnumerable<string> Faults(ModelManifest manifest)
    {
        var decoder = manifest.Decoder;
        if (manifest.Head == ModelHead.Yunet && manifest.Keypoints.Count != 5)
        {
            yield return "keypoints must name the five landmarks of head yunet";
        }
        if (manifest.Head == ModelHead.Movenet && manifest.Keypoints.Count is < 1 or > 256)
        {
            yield return $"keypoints names {manifest.Keypoints.Count}, not 1…256 points";
        }
        if (manifest.Head is ModelHead.Yunet or ModelHead.Movenet && manifest.Labels.Count != 1)
        {
            yield return $"labels has {manifest.Labels.Count}: the head {manifest.Head.ToString().ToLowerInvariant()} knows one class";
        }
        if (decoder.Outputs is { } outputs && (outputs.Count != OutputCount(manifest.Head) || outputs.Any(string.IsNullOrEmpty)))
        {
            yield return $"decoder.outputs is not {OutputCount(manifest.Head)} names, what the head {manifest.Head.ToString().ToLowerInvariant()} reads";
        }
        if (decoder.Strides is { } strides && (strides.Count is < 1 or > 8 || strides.Any(stride => stride is < 1 or > 256)))
        {
            yield return "decoder.strides is not one to eight strides of 1…256";
        }
        if (decoder.AnchorsPerCell is { } anchors && (anchors.Count != (decoder.Strides?.Count ?? 4) || anchors.Any(count => count is < 1 or > 32)))
        {
            yield return "decoder.anchorsPerCell is not one number of 1…32 for each stride";
        }
        if (decoder.AnchorsPerCell is null && manifest.Head == ModelHead.Ultraface && decoder.Strides is { Count: not 4 })
        {
            yield return "decoder.anchorsPerCell is missing where decoder.strides are not four";
        }
        if (decoder.Bins is not (null or (>= 2 and <= 64))) yield return $"decoder.bins is {decoder.Bins}, not 2…64";
        if (decoder.ObjectnessPower is not (null or (> 0 and < 1)))
        {
            yield return $"decoder.objectnessPower is {decoder.ObjectnessPower}, not between 0 and 1";
        }
    }

    private static int OutputCount(ModelHead head) => head switch
    {
        ModelHead.Yunet => 4,
        ModelHead.Ultraface or ModelHead.Nanodet => 2,
        _ => 1,
    };
}
