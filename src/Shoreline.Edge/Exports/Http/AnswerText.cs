using System.Text;

namespace Shoreline.Edge.Exports.Http;

/// <summary>Reads the body of an answer: to see that it is whole, and for a line that says why.</summary>
internal static class AnswerText
{
    private const int LongestChars = 300;

    /// <param name="limit">What lies beyond is not read.</param>
    /// <exception cref="IOException">The answer ended early.</exception>
    public static async Task<string> ReadAsync(HttpContent content, int limit, CancellationToken cancellationToken)
    {
        var body = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var buffer = new byte[4 << 10];
        var read = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        var text = Encoding.UTF8.GetString(buffer.AsSpan(0, read)).ReplaceLineEndings(" ").Trim();
        for (var total = read; read > 0 && total < limit; total += read)
        {
            read = await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        return text.Length > LongestChars ? text[..LongestChars] : text;
    }
}
