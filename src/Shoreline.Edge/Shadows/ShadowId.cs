namespace Shoreline.Edge.Shadows;

/// <summary>Which shadow of which thing.</summary>
/// <param name="Name">Empty for the classic shadow.</param>
internal readonly record struct ShadowId(string Thing, string Name)
{
    private const int ThingChars = 128;
    private const int NameChars = 64;

    public bool IsClassic => Name.Length == 0;

    /// <summary>Where components are told of it on local publish/subscribe, and what their policies name.</summary>
    public string Topic => IsClassic ? $"$aws/things/{Thing}/shadow" : $"$aws/things/{Thing}/shadow/name/{Name}";

    /// <exception cref="ShadowException">A name breaks the rules of greengrass-ipc, 6.7.</exception>
    public static ShadowId Of(string? thing, string? name)
    {
        CheckThing(thing);
        name ??= "";
        if (name.Length > NameChars || !IsPlain(name))
            throw ShadowException.Invalid($"A shadow's name has at most {NameChars} characters of A-Z a-z 0-9 : _ -; this one has {name.Length:N0} or others.");
        return new ShadowId(thing!, name);
    }

    /// <exception cref="ShadowException">The name breaks the rules.</exception>
    public static void CheckThing(string? thing)
    {
        if (thing is null or "") throw ShadowException.Invalid("The name of the thing is missing.");
        if (thing.Length > ThingChars || !IsPlain(thing))
            throw ShadowException.Invalid($"A thing's name has 1 to {ThingChars} characters of A-Z a-z 0-9 : _ -; this one has {thing.Length:N0} or others.");
    }

    public static bool IsThing(string name) => name.Length is > 0 and <= ThingChars && IsPlain(name);

    public static bool IsShadow(string name) => name.Length <= NameChars && IsPlain(name);

    private static bool IsPlain(string name) => name.AsSpan().IndexOfAnyExcept(Allowed) < 0;

    private static readonly System.Buffers.SearchValues<char> Allowed =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789:_-");
}
