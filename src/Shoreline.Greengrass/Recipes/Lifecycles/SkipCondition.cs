using System.Diagnostics.CodeAnalysis;

namespace Shoreline.Greengrass.Recipes.Lifecycles;

public enum SkipTest
{
    /// <summary>An executable of this name is in the path, or at this absolute path.</summary>
    OnPath,

    /// <summary>A file or folder is there.</summary>
    Exists,
}

/// <summary>
/// A step's <c>Skipif</c> (greengrass-components, 1.9): the step is skipped where the test holds, or, negated, where it does not.
/// </summary>
/// <param name="Operand">A name or path. A leading <c>~/</c> is the runtime user's home, and not expanded here.</param>
public sealed record SkipCondition(bool IsNegated, SkipTest Test, string Operand)
{
    /// <summary>Reads <c>[!] onpath NAME</c> or <c>[!] exists PATH</c>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out SkipCondition? condition)
    {
        ArgumentNullException.ThrowIfNull(text);
        condition = null;
        var rest = text.Trim();
        var isNegated = rest.StartsWith('!');
        if (isNegated) rest = rest[1..].TrimStart();
        var blank = rest.AsSpan().IndexOfAny(' ', '\t');
        if (blank < 0) return false;
        SkipTest? test = rest[..blank].ToUpperInvariant() switch
        {
            "ONPATH" => SkipTest.OnPath,
            "EXISTS" => SkipTest.Exists,
            _ => null,
        };
        var operand = rest[blank..].Trim();
        if (test is not { } known || operand.Contains('\0', StringComparison.Ordinal)) return false;
        condition = new SkipCondition(isNegated, known, operand);
        return true;
    }

    public override string ToString() => $"{(IsNegated ? "! " : "")}{(Test == SkipTest.OnPath ? "onpath" : "exists")} {Operand}";
}
