using System.Text.RegularExpressions;

namespace Shoreline.Edge.Exports.S3;

/// <summary>The clients' rule for bucket names (stream manager specification, 4.6).</summary>
internal static partial class BucketName
{
    public static bool IsValid(string name) => name.Length is >= 3 and <= 63 && Labels().IsMatch(name) && !DigitsAndDots().IsMatch(name);

    [GeneratedRegex(@"^([a-z0-9]|[a-z0-9][a-z0-9-]*[a-z0-9])(\.([a-z0-9]|[a-z0-9][a-z0-9-]*[a-z0-9]))*\z")]
    private static partial Regex Labels();

    [GeneratedRegex(@"^([0-9]+\.)+[0-9]+\z")]
    private static partial Regex DigitsAndDots();
}
