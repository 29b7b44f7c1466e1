using System.Text.RegularExpressions;
using Shoreline.Vision.Rules;
using Shoreline.Vision.Rules.Geometry;

namespace Shoreline.Vision.Tests.Rules;

public sealed partial class RuleFileTests
{
    [Fact]
    public void The_example_of_the_format_is_a_good_file()
    {
        var file = RuleText.Parse(Example().Groups[1].Value, new RuleNames { Cameras = ["line-1"], Labels = ["person"], Keypoints = [.. RuleText.Body] });
        Assert.Equal((2, 1, 1, 7), (file.Zones.Count, file.Masks.Count, file.Lines.Count, file.Rules.Count));
        Assert.Equal((1280, 720), file.Size);
        Assert.Equal(("outside", "inside"), (file.Lines[0].Left, file.Lines[0].Right));
        Assert.Equal(new ImagePoint(120f / 1280, 400f / 720), file.Zones[0].Area!.Points[0]);
        Assert.Equal(["line-1"], file.Zones[1].Cameras!);
        Assert.False(file.Rules[3].AppliesTo("line-2"));
        Assert.True(file.Rules[0].AppliesTo("line-2"));
    }

    [Fact]
    public void Rules_for_another_camera_may_name_what_this_camera_s_model_does_not_know()
    {
        const string Text = """
            rules:
              - { name: a, camera: line-2, label: helmet, pose: squat }
              - { name: b, camera: line-1, label: person, zone: picture }
            """;
        var file = RuleText.Parse(Text, new RuleNames { Camera = "line-1", Labels = ["person"], Keypoints = [] });
        Assert.Equal(2, file.Rules.Count);
    }

    [Fact]
    public void A_posture_needs_a_model_that_gives_a_body()
    {
        var refused = Assert.Throws<Shoreline.Core.InvalidInputException>(
            () => RuleText.Parse("rules: [{ name: a, pose: squat }]", new RuleNames { Keypoints = ["nose tip"] }));
        Assert.Contains("the posture 'squat' needs the points of a body, and the model does not give left-ankle,", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_known_names_any_camera_and_label_will_do()
    {
        var file = RuleText.Parse("rules: [{ name: a, camera: anywhere, label: anything, zone: picture }]", new RuleNames());
        Assert.Equal("a", Assert.Single(file.Rules).Name);
    }

    private static Match Example() =>
        Yaml().Match(File.ReadAllText(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", "..", "docs", "formats", "rules.md")));

    private static string ThisFile([System.Runtime.CompilerServices.CallerFilePath] string path = "") => path;

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Yaml();
}
