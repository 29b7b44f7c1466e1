using System.Buffers;

namespace Shoreline.Core.Naming;

/// <summary>What a name may hold, and the message for one that breaks the rule.</summary>
internal sealed class NameRule(string allowed, string described, int longest)
{
    private const string Alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    public static NameRule Device { get; } = new(Alphanumeric + ":_-", "A-Z a-z 0-9 : _ -", 128);

    public static NameRule Camera { get; } = new(Alphanumeric + "_-", "A-Z a-z 0-9 _ -", 64);

    private readonly SearchValues<char> _allowed = SearchValues.Create(allowed);

    public string Check(string value, string what)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Length > 0 && value.Length <= longest && !value.AsSpan().ContainsAnyExcept(_allowed)) return value;
        throw new InvalidInputException($"'{value}' is not a {what}: use 1 to {longest} characters of {described}.");
    }
}
