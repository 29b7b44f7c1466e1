using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Shoreline.Lake.Store;

namespace Shoreline.Lake.Delta;

/// <summary>The commits of one table: <c>_delta_log/&lt;version, 20 digits&gt;.json</c>, one action a line.</summary>
internal sealed class DeltaLog(IObjectStore store, string tableFolder)
{
    private readonly string _folder = tableFolder + "_delta_log/";

    public string LastCheckpointKey => _folder + "_last_checkpoint";

    public string CheckpointKey(long version) => $"{_folder}{Digits(version)}.checkpoint.parquet";

    /// <summary>The actions of a commit, or null where the version does not exist yet.</summary>
    /// <exception cref="TableFormatException">The commit cannot be read.</exception>
    public async Task<IReadOnlyList<DeltaAction>?> ReadAsync(long version, CancellationToken cancellationToken)
    {
        var key = CommitKey(version);
        var content = await store.GetAsync(key, cancellationToken);
        return content is null ? null : Parse(content, key);
    }

    /// <summary>Writes a commit; false where another writer took the version first.</summary>
    public ValueTask<bool> TryWriteAsync(long version, IEnumerable<DeltaAction> actions, CancellationToken cancellationToken) =>
        store.PutIfAbsentAsync(CommitKey(version), Format(actions), cancellationToken);

    /// <summary>One line of JSON for each action.</summary>
    public static ReadOnlyMemory<byte> Format(IEnumerable<DeltaAction> actions)
    {
        var buffer = new ArrayBufferWriter<byte>();
        foreach (var action in actions)
        {
            using (var json = new Utf8JsonWriter(buffer)) JsonSerializer.Serialize(json, action, DeltaJson.Default.DeltaAction);
            buffer.Write("\n"u8);
        }
        return buffer.WrittenMemory;
    }

    /// <summary>Reads what <see cref="Format"/> writes; actions of a kind that is not known come out empty.</summary>
    public static List<DeltaAction> Parse(ReadOnlySpan<byte> content, string key)
    {
        var actions = new List<DeltaAction>();
        foreach (var range in content.Split((byte)'\n'))
        {
            var line = content[range].Trim("\r "u8);
            if (line.IsEmpty) continue;
            try
            {
                actions.Add(JsonSerializer.Deserialize(line, DeltaJson.Default.DeltaAction)!);
            }
            catch (JsonException e)
            {
                throw new TableFormatException($"'{key}' holds a line that is no Delta action: {e.Message}", e);
            }
        }
        return actions;
    }

    private string CommitKey(long version) => $"{_folder}{Digits(version)}.json";

    private static string Digits(long version) => version.ToString("D20", CultureInfo.InvariantCulture);
}
