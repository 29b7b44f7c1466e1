using Shoreline.Core;
using Shoreline.Vision.Detectors.Heads;
using Shoreline.Vision.Inference;
using Shoreline.Vision.Models;
using Shoreline.Vision.Native.OnnxRuntime;

namespace Shoreline.Vision.Detectors;

/// <summary>Compares what weights declare with what the manifest and its head need, before the first frame does.</summary>
internal static class TensorContract
{
    /// <exception cref="InvalidInputException">They do not fit; the message names both shapes.</exception>
    public static void Check(Model model, IHead head, InferenceSession session)
    {
        var input = model.Manifest.Input!;
        var (width, height) = input.SizeFor(input.LongSide ?? 0, input.LongSide ?? 0);
        var declared = session.Inputs.FirstOrDefault(tensor => tensor.Name == input.Name)
            ?? throw Mismatch(model, $"have no input '{input.Name}', but {Names(session.Inputs)}");
        var dimensions = input.Dimensions(width, height);
        if (declared.Type != input.ElementType || !declared.Accepts(dimensions))
        {
            throw Mismatch(
                model, $"want an input of {declared.Text} ({declared.Type}), but {ModelManifest.FileName} says {string.Join('x', dimensions)} ({input.ElementType})");
        }
        foreach (var read in head.OutputsFor(width, height))
        {
            var output = session.Outputs.FirstOrDefault(tensor => tensor.Name == read.Name)
                ?? throw Mismatch(model, $"have no output '{read.Name}', which head {HeadName(model)} reads, but {Names(session.Outputs)}");
            if (output.Type != TensorElementType.Float32 || !output.Accepts(read.Dimensions))
            {
                throw Mismatch(model, $"give the output '{read.Name}' as {output.Text} ({output.Type}), but head {HeadName(model)} reads {read.Text} (Float32)");
            }
        }
    }

    private static string HeadName(Model model) => model.Manifest.Head.ToString().ToLowerInvariant();

    private static string Names(IReadOnlyList<TensorShape> tensors) =>
        string.Join(", ", tensors.Take(20).Select(tensor => $"'{tensor.Name}'"));

    private static InvalidInputException Mismatch(Model model, string what) => new(
        $"The weights {model.WeightsPath} {what}: they do not belong to the manifest of '{model.Manifest.Name}'; " +
        "correct its input, labels or decoder, or use the weights it names.");
}
