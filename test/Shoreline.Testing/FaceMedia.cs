namespace Shoreline.Testing;

/// <summary>The clips and photographs of the test assets whose faces were counted by eye.</summary>
public static class FaceMedia
{
    public static IReadOnlyList<string> Clips { get; } =
    [
        "faces-walk-pause.mp4", "faces-head-pose.mp4", "worker-zone.mp4", "person-at-table.mp4",
        "sign-language.mp4", "squats.mp4", "interview-720p.mp4", "bottles.mp4",
    ];

    public static IReadOnlyList<string> Stills { get; } =
    [
        "astronaut.png", "two-portraits.jpg", "group-of-ten.jpg", "three-people.jpg", "solvay-1927.jpg",
        "warrior-pose.jpg", "tree-pose.jpg", "dog-bicycle-car.jpg", "coffee.png",
    ];

    /// <summary>Path of a clip or a photograph.</summary>
    public static string PathOf(string name) => Clips.Contains(name) ? TestAssets.Media(name) : TestAssets.Media("stills", name);

    public static MediaReference ReferenceOf(string name) => MediaReference.Read(TestAssets.Media("reference", name + ".json"));
}
