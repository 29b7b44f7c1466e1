using Shoreline.Media.Native.Cairo;

namespace Shoreline.Media.Scenes;

internal enum HairStyle { Short, Long, Bald, Cap }

/// <summary>How a drawn person looks.</summary>
internal sealed record Look(Rgba Skin, Rgba Hair, Rgba Iris, Rgba Top, Rgba Legs, HairStyle Style, bool Beard, double FaceWidth)
{
    private static readonly uint[] Skins = [0xF0C6A4, 0xE3AE88, 0xD79B72, 0xC68A5E, 0xA9714A, 0xEBBB98];
    private static readonly uint[] Hairs = [0x2A1D16, 0x3B2A1E, 0x1A1615, 0x5A3B22, 0x6E5138, 0x4A4340];
    private static readonly uint[] Irises = [0x4A3222, 0x3C5A6B, 0x45583A, 0x2F2620];
    private static readonly uint[] Tops = [0x35526E, 0x7A3B3B, 0x4E6B4A, 0x5B5470, 0xB08A46, 0x47606B, 0x8A5A44, 0xC4C8CC];
    private static readonly uint[] Trousers = [0x2B303A, 0x3A3F4C, 0x4B4238, 0x23262C];

    public static Look Of(ref SceneRandom random)
    {
        var style = random.Pick<HairStyle>([HairStyle.Short, HairStyle.Short, HairStyle.Long, HairStyle.Long, HairStyle.Bald]);
        return new Look(
            Rgba.FromRgb(random.Pick<uint>(Skins)), Rgba.FromRgb(random.Pick<uint>(Hairs)), Rgba.FromRgb(random.Pick<uint>(Irises)),
            Rgba.FromRgb(random.Pick<uint>(Tops)), Rgba.FromRgb(random.Pick<uint>(Trousers)), style,
            style != HairStyle.Long && random.Next() < 0.3, random.Between(0.94, 1.04));
    }
}
