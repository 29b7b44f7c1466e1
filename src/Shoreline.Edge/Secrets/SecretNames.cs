namespace Shoreline.Edge.Secrets;

/// <summary>Which secrets components may ask for, and what they are called: <c>cloudSecrets</c> of aws.greengrass.SecretManager's configuration.</summary>
/// <remarks>An ARN of the cloud ends in a dash and six characters that the secret's name does not have; it may be left out, as there.</remarks>
internal sealed class SecretNames(IReadOnlyList<string> arns)
{
    private const string Marker = ":secret:";
    private const int SuffixChars = 7; // "-AbCdEf"

    /// <summary>The full ARN that an id means.</summary>
    /// <param name="id">ARN, ARN without its last seven characters, or name.</param>
    /// <returns>Null for a secret that is not configured.</returns>
    public string? ToArn(string id)
    {
        if (arns.Contains(id, StringComparer.Ordinal)) return id;
        var isArn = id.StartsWith("arn:", StringComparison.Ordinal);
        return arns.FirstOrDefault(arn => isArn ? WithoutSuffix(arn) == id : NameOf(arn) == id || LongNameOf(arn) == id);
    }

    /// <summary>Names under which the value of an ARN may be stored, the likelier first.</summary>
    public static IEnumerable<string> StoredNames(string arn)
    {
        yield return arn;
        yield return NameOf(arn);
        if (LongNameOf(arn) != NameOf(arn)) yield return LongNameOf(arn);
    }

    private static string NameOf(string arn) => LongNameOf(WithoutSuffix(arn));

    private static string LongNameOf(string arn) =>
        arn.IndexOf(Marker, StringComparison.Ordinal) is >= 0 and var at ? arn[(at + Marker.Length)..] : arn;

    private static string WithoutSuffix(string arn)
    {
        if (arn.Length <= SuffixChars || arn[^SuffixChars] != '-') return arn;
        foreach (var c in arn.AsSpan(arn.Length - SuffixChars + 1))
        {
            if (!char.IsAsciiLetterOrDigit(c)) return arn;
        }
        return arn[..^SuffixChars];
    }
}
