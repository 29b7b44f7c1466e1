using Shoreline.Core;

namespace Shoreline.Vision.Models;

/// <summary>A file with one label a line; empty lines do not count.</summary>
internal static class LabelFile
{
    private const int MaxBytes = 1 << 20;

    /// <exception cref="InvalidInputException">It cannot be read, or is no list of labels.</exception>
    public static IReadOnlyList<string> Read(string manifestPath, string file)
    {
        var path = Path.Combine(Path.GetDirectoryName(manifestPath) ?? ".", file);
        try
        {
            var bytes = new FileInfo(path).Length;
            if (bytes > MaxBytes)
            {
                throw new InvalidInputException(
                    $"{path}, the labelsFile of {manifestPath}, has {bytes:N0} bytes: labels take {MaxBytes:N0} at most.");
            }
            return [.. File.ReadLines(path).Select(line => line.Trim()).Where(line => line.Length > 0)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{path}, the labelsFile of {manifestPath}, cannot be read: {e.Message}", e);
        }
    }
}
