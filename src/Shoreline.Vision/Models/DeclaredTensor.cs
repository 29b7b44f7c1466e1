using Shoreline.Core;
using Shoreline.Vision.Inference;
using Shoreline.Vision.Native.OnnxRuntime;

namespace Shoreline.Vision.Models;

/// <summary>A tensor as a file of weights declares it.</summary>
/// <param name="Use"><c>input</c> or <c>output</c>.</param>
/// <param name="Type">For example <c>float32</c>.</param>
/// <param name="Shape">For example <c>1x3x640x640</c>; <c>?</c> where any size will do.</param>
public sealed record DeclaredTensor(string Use, string Name, string Type, string Shape)
{
    /// <summary>The tensors of one model, not of those behind it in a chain. None for a cascade.</summary>
    /// <exception cref="InvalidInputException">The weights cannot be loaded.</exception>
    public static IReadOnlyList<DeclaredTensor> Of(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.Manifest.Head == ModelHead.Cascade) return [];
        try
        {
            using var session = new InferenceSession(File.ReadAllBytes(model.WeightsPath), new InferenceOptions { Threads = 1 });
            return [.. session.Inputs.Select(tensor => Of("input", tensor)), .. session.Outputs.Select(tensor => Of("output", tensor))];
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidInputException(
                $"The weights {model.WeightsPath} of the model '{model.Manifest.Name}' cannot be loaded: {e.Message}", e);
        }
    }

    private static DeclaredTensor Of(string use, TensorShape tensor) =>
        new(use, tensor.Name, tensor.Type.ToString().ToLowerInvariant(), tensor.Text);
}
