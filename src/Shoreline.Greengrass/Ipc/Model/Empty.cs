namespace Shoreline.Greengrass.Ipc.Model;

/// <summary>A shape without members: <c>{}</c>.</summary>
public sealed record Empty
{
    public static Empty Value { get; } = new();
}
