namespace Shoreline.Lake.Query;

/// <summary>About how much memory returned values take, for the limit of a query.</summary>
internal static class ResultSize
{
    private const int Reference = 8;
    private const int Boxed = 24;

    public static long Of(object? value) => value switch
    {
        null => Reference,
        string text => Boxed + 2L * text.Length,
        byte[] bytes => Boxed + bytes.LongLength,
        object?[] items => Boxed + items.Sum(Of),
        SqlStruct fields => Boxed + fields.Values.Sum(Of),
        _ => Reference + Boxed,
    };
}
