using Shoreline.Core;
using Xunit.Sdk;

namespace Shoreline.Testing;

/// <summary>Clips, stills and models of <c>$SHORELINE_ASSETS</c>. At a desk without them a test is skipped; in CI it fails.</summary>
public static class TestAssets
{
    public static string Media(params string[] parts) => Path.Combine([Root(), "media", .. parts]);

    public static string Model(string file) => Path.Combine(Root(), "models", file);

    private static string Root()
    {
        if (Assets.Find() is { } root) return root;
        const string Missing = "The test assets are not there: set SHORELINE_ASSETS to the folder that holds media/ and models/.";
        if (Environment.GetEnvironmentVariable("CI") is not null) throw new XunitException(Missing);
        throw SkipException.ForSkip(Missing);
    }
}
