using System.Text.Json;
using Shoreline.Core;

namespace Shoreline.Cloud;

/// <summary><c>run/cloud.json</c>: where the running cloud of a data folder is reached. Written once it is ready, removed when it
/// stops.</summary>
public sealed record RunFile(int Pid, Uri Portal, Uri Broker)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web);

    public static string PathIn(string dataFolder) => Path.Combine(dataFolder, "run", "cloud.json");

    /// <summary>The file's content, or null where no cloud runs. A file that a killed process left is told by <see cref="Pid"/>.</summary>
    /// <exception cref="ShorelineException">The file is there and cannot be read.</exception>
    public static RunFile? TryRead(string dataFolder)
    {
        var path = PathIn(dataFolder);
        try
        {
            return JsonSerializer.Deserialize<RunFile>(File.ReadAllBytes(path), Format);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ShorelineException($"{path} cannot be read: {e.Message}", e);
        }
    }

    internal void Write(string dataFolder)
    {
        var path = PathIn(dataFolder);
        var temporary = path + ".tmp";
        File.WriteAllText(temporary, JsonSerializer.Serialize(this, Format) + "\n");
        File.Move(temporary, path, overwrite: true);
    }

    internal static void Remove(string dataFolder) => File.Delete(PathIn(dataFolder));
}
