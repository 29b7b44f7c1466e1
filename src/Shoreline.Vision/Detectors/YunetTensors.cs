using Shoreline.Vision.Inference;
using Shoreline.Vision.Native.OnnxRuntime;

namespace Shoreline.Vision.Detectors;

/// <summary>The tensors of YuNet for one input size, bound to its session's names.</summary>
internal sealed class YunetTensors : IDisposable
{
    private static readonly int[] StrideValues = [8, 16, 32];
    private static readonly (string Prefix, int Values)[] Outputs = [("cls", 1), ("obj", 1), ("bbox", 4), ("kps", 2 * YunetStride.Landmarks)];

    private readonly TensorBinding _binding;

    public YunetTensors(string inputName, int width, int height)
    {
        (Width, Height) = (width, height);
        Input = new TensorBuffer(TensorElementType.Float32, [1, 3, height, width]);
        List<(string, TensorBuffer)> outputs = [];
        List<YunetStride> strides = [];
        foreach (var stride in StrideValues)
        {
            var (columns, rows) = (width / stride, height / stride);
            var tensors = Array.ConvertAll(
                Outputs, output => new TensorBuffer(TensorElementType.Float32, [1, columns * rows, output.Values]));
            for (var i = 0; i < Outputs.Length; i++) outputs.Add(($"{Outputs[i].Prefix}_{stride}", tensors[i]));
            strides.Add(new YunetStride(stride, columns, rows, CellCount, new YunetStrideTensors(tensors[0], tensors[1], tensors[2], tensors[3])));
            CellCount += columns * rows;
        }
        Strides = [.. strides];
        _binding = new TensorBinding([(inputName, Input)], outputs);
        OutputShapes = [.. outputs.Select(output => (output.Item1, output.Item2.Dimensions))];
    }

    public int Width { get; }

    public int Height { get; }

    public TensorBuffer Input { get; }

    public YunetStride[] Strides { get; }

    public int CellCount { get; }

    public IReadOnlyList<(string Name, long[] Dimensions)> OutputShapes { get; }

    public void Run(InferenceSession session) => session.Run(_binding);

    public void Dispose() => _binding.Dispose();
}
