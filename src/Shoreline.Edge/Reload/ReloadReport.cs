using System.Text.Json;
using System.Text.Json.Serialization;

namespace Shoreline.Edge.Reload;

/// <summary>
/// What became of reading <c>edge.yaml</c> again: <c>run/reload.json</c>, there from the first time on for as long as the gateway runs.
/// </summary>
/// <remarks>
/// It is written before the file is read and again at the end, so that who asks can tell a reload that began after that from one that was
/// under way.
/// </remarks>
public sealed record ReloadReport
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Counted from 1 in each run of the gateway.</summary>
    public required int Generation { get; init; }

    public required ReloadState State { get; init; }

    /// <summary>RFC 3339, UTC.</summary>
    public required string Began { get; init; }

    /// <summary>Null while it goes on.</summary>
    public string? Ended { get; init; }

    /// <summary>Id of the local deployment; null where none was needed.</summary>
    public Guid? Deployment { get; init; }

    /// <summary>Components of the file that were not there before.</summary>
    public IReadOnlyList<string> Started { get; init; } = [];

    /// <summary>Components that run in another process than before.</summary>
    public IReadOnlyList<string> Restarted { get; init; } = [];

    public IReadOnlyList<string> Stopped { get; init; } = [];

    /// <summary>Components in the process that they had before.</summary>
    public IReadOnlyList<string> LeftAlone { get; init; } = [];

    /// <summary>Keys whose change the running gateway does not follow.</summary>
    public IReadOnlyList<string> AtNextStart { get; init; } = [];

    /// <summary>What else its operator should know, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Why nothing was changed; a line for each fault. Null where it was applied.</summary>
    public string? Fault { get; init; }

    /// <summary>Reads the latest report of a root's gateway.</summary>
    /// <returns>Null where there is none.</returns>
    public static ReloadReport? Read(string root)
    {
        try
        {
            return JsonSerializer.Deserialize<ReloadReport>(File.ReadAllBytes(new EdgePaths(root).ReloadReport), Json);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>As a program reads it, in one line.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>For the gateway's own user: faults quote the file.</summary>
    internal void Write(string path) => AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(this, Json), AtomicFile.OwnerOnly);
}

public enum ReloadState
{
    Running,

    /// <summary>The gateway goes by the file.</summary>
    Applied,

    /// <summary>The file or a secret is wrong; nothing was changed.</summary>
    Refused,

    /// <summary>It could not be carried out; the gateway goes by what it had.</summary>
    Failed,
}
