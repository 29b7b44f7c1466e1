using Shoreline.Core.Records;
using Shoreline.Vision.Inference;

namespace Shoreline.Vision.Detectors;

/// <summary>Reads the outputs of YuNet at one stride: a grid of cells, each with a class score, an objectness, a box and five landmarks.</summary>
/// <remarks>
/// A cell in row r and column c means: score √(class · objectness), centre ((c + b₀) · stride, (r + b₁) · stride), size (e^b₂ · stride, e^b₃ · stride),
/// landmark n at ((c + k₂ₙ) · stride, (r + k₂ₙ₊₁) · stride). All in pixels of the input tensor.
/// </remarks>
internal sealed class YunetStride(int stride, int columns, int rows, int firstCell, YunetStrideTensors tensors)
{
    public const int Landmarks = 5;

    /// <summary>Number of the first cell, counted over all strides.</summary>
    public int FirstCell { get; } = firstCell;

    public int CellCount { get; } = columns * rows;

    /// <summary>Adds the cells whose score reaches <paramref name="threshold"/>.</summary>
    public void Propose(float threshold, Candidates into) // hot: per frame
    {
        var classes = tensors.Class.Floats;
        var objects = tensors.Object.Floats[..classes.Length];
        var boxes = tensors.Box.Floats;
        var least = threshold * threshold; // compared before the square root: nearly all cells end here
        for (var cell = 0; cell < classes.Length; cell++)
        {
            var product = Math.Clamp(classes[cell], 0, 1) * Math.Clamp(objects[cell], 0, 1);
            if (!(product >= least)) continue;
            var (row, column) = Math.DivRem(cell, columns);
            var box = boxes.Slice(4 * cell, 4);
            var (width, height) = (MathF.Exp(box[2]) * stride, MathF.Exp(box[3]) * stride);
            var (x, y) = ((column + box[0]) * stride, (row + box[1]) * stride);
            if (!float.IsFinite(x + y + width + height)) continue;
            into.Add(new Candidate(MathF.Sqrt(product), new Box(x - (width / 2), y - (height / 2), width, height), FirstCell + cell));
        }
    }

    /// <summary>The landmarks of a cell of this stride, normalised by the size of the picture within the tensor.</summary>
    public void ReadLandmarks(int cell, float pictureWidth, float pictureHeight, Span<Keypoint> into)
    {
        var local = cell - FirstCell;
        var (row, column) = Math.DivRem(local, columns);
        var points = tensors.Landmarks.Floats.Slice(2 * Landmarks * local, 2 * Landmarks);
        for (var i = 0; i < Landmarks; i++)
        {
            into[i] = new Keypoint(
                (column + points[2 * i]) * stride / pictureWidth, (row + points[(2 * i) + 1]) * stride / pictureHeight, Score: 1);
        }
    }
}

/// <summary>The four outputs of one stride.</summary>
internal sealed record YunetStrideTensors(TensorBuffer Class, TensorBuffer Object, TensorBuffer Box, TensorBuffer Landmarks);
