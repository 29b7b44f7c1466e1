using Shoreline.Vision.Detectors.Heads;
using Shoreline.Vision.Inference;
using Shoreline.Vision.Models;
using Shoreline.Vision.Native.OnnxRuntime;

namespace Shoreline.Vision.Detectors;

/// <summary>The tensors of a model for one input size, bound to the names of its session.</summary>
internal sealed class HeadTensors : IDisposable
{
    public HeadTensors(InputManifest input, IHead head, int width, int height)
    {
        (Width, Height) = (width, height);
        Input = new TensorBuffer(input.ElementType, input.Dimensions(width, height));
        var outputs = head.OutputsFor(width, height)
            .Select(output => (output.Name, new TensorBuffer(TensorElementType.Float32, output.Dimensions))).ToArray();
        Outputs = [.. outputs.Select(output => output.Item2)];
        Binding = new TensorBinding([(input.Name, Input)], outputs);
    }

    public int Width { get; }

    public int Height { get; }

    public TensorBuffer Input { get; }

    public IReadOnlyList<TensorBuffer> Outputs { get; }

    public TensorBinding Binding { get; }

    public void Dispose() => Binding.Dispose();
}
