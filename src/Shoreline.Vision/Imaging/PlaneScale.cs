namespace Shoreline.Vision.Imaging;

/// <summary>Normalisation of three planes: <c>(color − mean) / std</c>, kept as a factor and an offset.</summary>
internal readonly record struct PlaneScale(float Factor0, float Factor1, float Factor2, float Offset0, float Offset1, float Offset2)
{
    public static PlaneScale Create(IReadOnlyList<float> mean, IReadOnlyList<float> std) =>
        new(1 / std[0], 1 / std[1], 1 / std[2], -mean[0] / std[0], -mean[1] / std[1], -mean[2] / std[2]);

    public float Factor(int plane) => plane switch { 0 => Factor0, 1 => Factor1, _ => Factor2 };

    public float Offset(int plane) => plane switch { 0 => Offset0, 1 => Offset1, _ => Offset2 };
}
