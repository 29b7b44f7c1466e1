using Shoreline.Vision.Native.OnnxRuntime;

namespace Shoreline.Vision.Inference;

/// <summary>Name, type and shape of an input or output, as the model declares it. A dimension of −1 is free.</summary>
internal sealed record TensorShape(string Name, TensorElementType Type, IReadOnlyList<long> Dimensions)
{
    /// <summary>For example <c>1x3x640x640</c>; <c>?</c> for a free dimension.</summary>
    public string Text => string.Join('x', Dimensions.Select(d => d < 0 ? "?" : d.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    /// <summary>Whether a tensor of these dimensions may be given for this input or output.</summary>
    public bool Accepts(ReadOnlySpan<long> dimensions)
    {
        if (dimensions.Length != Dimensions.Count) return false;
        for (var i = 0; i < dimensions.Length; i++)
        {
            if (Dimensions[i] >= 0 && Dimensions[i] != dimensions[i]) return false;
        }
        return true;
    }
}
