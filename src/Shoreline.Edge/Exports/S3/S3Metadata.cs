using System.Text;
using Amazon.S3.Model;

namespace Shoreline.Edge.Exports.S3;

/// <summary>An object's own metadata, without the <c>x-amz-meta-</c> before each name.</summary>
internal sealed class S3Metadata
{
    private readonly SortedDictionary<string, string> _values = new(StringComparer.Ordinal);

    public static S3Metadata None { get; } = new();

    public IReadOnlyDictionary<string, string> Values => _values;

    /// <param name="name">Servers keep it in lower case.</param>
    public string this[string name]
    {
        set => _values[name.ToLowerInvariant()] = value;
    }

    /// <summary>Whether a name can be a header's: RFC 9110, 5.6.2.</summary>
    public static bool IsName(string name) => name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal));

    public void AddTo(MetadataCollection metadata)
    {
        foreach (var (name, value) in _values) metadata[name] = ToHeader(value);
    }

    /// <summary>What is not plain text goes as RFC 2047 says, which is how S3 gives it back ("Working with object metadata").</summary>
    private static string ToHeader(string value)
    {
        var plain = value.Length == 0 || value.All(c => c is >= ' ' and <= '~') && value[0] != ' ' && value[^1] != ' ';
        return plain ? value : $"=?UTF-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(value))}?=";
    }
}
