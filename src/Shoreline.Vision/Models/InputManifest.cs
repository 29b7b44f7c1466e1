using System.Diagnostics.CodeAnalysis;
using Shoreline.Vision.Native.OnnxRuntime;

namespace Shoreline.Vision.Models;

/// <summary>What a model wants to see.</summary>
public sealed record InputManifest
{
    /// <summary>Name of the input tensor.</summary>
    public required string Name { get; init; }

    /// <summary>Order of its dimensions.</summary>
    public TensorLayout Layout { get; set; }

    /// <summary>Type of its elements.</summary>
    public InputType Type { get; set; }

    /// <summary>Width in pixels; absent where the model takes any.</summary>
    public int? Width { get; init; }

    /// <summary>Height in pixels; absent where the model takes any.</summary>
    public int? Height { get; init; }

    /// <summary>Where width and height are free: the longer side of the picture is scaled to this.</summary>
    public int? LongSide { get; init; }

    /// <summary>Where width and height are free: both are padded to a multiple of this.</summary>
    public int MultipleOf { get; set; } = 1;

    public required ChannelOrder Color { get; init; }

    /// <summary>Subtracted from 0…255 in the model's channel order.</summary>
    public IReadOnlyList<float> Mean { get; set; } = [0, 0, 0];

    /// <summary>Then divided by this.</summary>
    public IReadOnlyList<float> Std { get; set; } = [1, 1, 1];

    /// <summary>How the picture is brought to the size of the input.</summary>
    public Fit Fit { get; set; }

    /// <summary>How pixels are made where the picture is reduced.</summary>
    public Filter Filter { get; set; }

    /// <summary>Colour, 0…255, of what the picture does not cover.</summary>
    public float Fill { get; set; }

    /// <summary>Size of the input for a picture of this size.</summary>
    internal (int Width, int Height) SizeFor(int width, int height)
    {
        if (Width is { } fixedWidth && Height is { } fixedHeight) return (fixedWidth, fixedHeight);
        var scale = LongSide!.Value / (double)Math.Max(width, height);
        return (RoundUp(width * scale), RoundUp(height * scale));
    }

    /// <summary>Dimensions of the input tensor.</summary>
    internal long[] Dimensions(int width, int height) => Layout == TensorLayout.Nchw ? [1, 3, height, width] : [1, height, width, 3];

    internal TensorElementType ElementType => Type switch
    {
        InputType.Int32 => TensorElementType.Int32,
        InputType.UInt8 => TensorElementType.UInt8,
        _ => TensorElementType.Float32,
    };

    private int RoundUp(double pixels) => Math.Max(1, (int)Math.Ceiling(Math.Round(pixels) / MultipleOf)) * MultipleOf;
}

/// <summary>Order of the dimensions of an input tensor.</summary>
public enum TensorLayout
{
    /// <summary>A plane for each channel.</summary>
    Nchw,

    /// <summary>The channels of a pixel beside each other.</summary>
    Nhwc,
}

/// <summary>Type of the elements of an input tensor. Whole numbers are rounded.</summary>
[SuppressMessage("Naming", "CA1720", Justification = "These are the names of the types in models.")]
public enum InputType
{
    Float32,
    UInt8,
    Int32,
}

/// <summary>Order of the channels of an input tensor.</summary>
public enum ChannelOrder
{
    Bgr,
    Rgb,
}

/// <summary>How a picture is brought to the size of an input tensor.</summary>
public enum Fit
{
    /// <summary>Aspect ratio kept, in the top left corner.</summary>
    TopLeft,

    /// <summary>Aspect ratio kept, in the middle.</summary>
    Centre,

    /// <summary>Stretched to cover the whole input.</summary>
    Stretch,
}

/// <summary>How a pixel is made of those it stands for.</summary>
public enum Filter
{
    /// <summary>Up to a reduction by two the mean of the nearest, weighted by their distance; beyond, the mean of the whole area.</summary>
    Area,

    /// <summary>
    /// Always the mean of the two nearest in each direction, as OpenCV's default does and many networks were trained with.
    /// </summary>
    Linear,
}
