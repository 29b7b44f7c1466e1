namespace Shoreline.Vision.Imaging;

/// <summary>Turns luma and chroma (0…255 each) into red, green and blue (0…255): Y′CbCr of ITU-R BT.601 or BT.709, limited or full range.</summary>
/// <remarks>
/// R = <c>Luma</c>·y + <c>RedV</c>·v + <c>RedOffset</c>, likewise G from u and v, and B from u. Offsets hold the black level and the 128 of the chroma.
/// </remarks>
internal readonly record struct YuvMatrix(
    float Luma, float RedV, float GreenU, float GreenV, float BlueU, float RedOffset, float GreenOffset, float BlueOffset)
{
    public static YuvMatrix Bt601Limited { get; } = Create(0.299, 0.114, full: false);

    public static YuvMatrix Bt601Full { get; } = Create(0.299, 0.114, full: true);

    public static YuvMatrix Bt709Limited { get; } = Create(0.2126, 0.0722, full: false);

    public static YuvMatrix Bt709Full { get; } = Create(0.2126, 0.0722, full: true);

    /// <param name="kr">Share of red in luma.</param>
    /// <param name="kb">Share of blue in luma.</param>
    /// <param name="full">Whether 0 is black and 255 white; otherwise 16 and 235, and chroma spans 16…240.</param>
    private static YuvMatrix Create(double kr, double kb, bool full)
    {
        var kg = 1 - kr - kb;
        var luma = full ? 1 : 255.0 / 219;
        var chroma = full ? 1 : 255.0 / 224;
        var black = full ? 0 : -16 * luma;
        var redV = 2 * (1 - kr) * chroma;
        var blueU = 2 * (1 - kb) * chroma;
        var greenU = -blueU * kb / kg;
        var greenV = -redV * kr / kg;
        return new YuvMatrix(
            (float)luma, (float)redV, (float)greenU, (float)greenV, (float)blueU,
            (float)(black - (128 * redV)), (float)(black - (128 * (greenU + greenV))), (float)(black - (128 * blueU)));
    }
}
