namespace Shoreline.Vision.Sampling;

/// <summary>Why a frame was chosen.</summary>
[Flags]
public enum SampleReasons
{
    None = 0,
    Random = 1,
    LowConfidence = 2,
    Disagreement = 4,
    NewScene = 8,
    Events = 16,
}

/// <summary>Their names in records.</summary>
internal static class SampleReasonTexts
{
    private static readonly (SampleReasons Reason, string Text)[] Texts =
    [
        (SampleReasons.Random, "random"), (SampleReasons.LowConfidence, "lowConfidence"), (SampleReasons.Disagreement, "disagreement"),
        (SampleReasons.NewScene, "newScene"), (SampleReasons.Events, "events"),
    ];

    public static string[] ToTexts(this SampleReasons reasons) =>
        [.. Texts.Where(pair => reasons.HasFlag(pair.Reason)).Select(pair => pair.Text)];
}
