using System.Collections.Immutable;

namespace Shoreline.Lake.Delta;

/// <summary>A table as of one version. Immutable; the next version is made from it with <see cref="Apply"/>.</summary>
internal sealed class Snapshot
{
    /// <summary>What this program reads and writes; both are asked of all that use its tables.</summary>
    public static ProtocolAction Protocol { get; } = new() { MinReaderVersion = 1, MinWriterVersion = 2 };

    private Snapshot() { }

    /// <summary>The table before its first commit.</summary>
    public static Snapshot None { get; } = new();

    /// <summary>−1 before the first commit.</summary>
    public long Version { get; private init; } = -1;

    /// <summary>Milliseconds since the Unix epoch, by the writer's clock; 0 where it did not say.</summary>
    public long CommittedAtMs { get; private init; }

    public MetadataAction Metadata { get; private init; } = null!;

    public TableSchema Schema { get; private init; } = new([]);

    /// <summary>By <see cref="AddAction.Path"/>.</summary>
    public ImmutableSortedDictionary<string, DataFile> Files { get; private init; } =
        ImmutableSortedDictionary.Create<string, DataFile>(StringComparer.Ordinal);

    /// <summary>Files removed and maybe still there, by path.</summary>
    public ImmutableDictionary<string, RemoveAction> Tombstones { get; private init; } = ImmutableDictionary<string, RemoveAction>.Empty;

    /// <summary>How far each application has come.</summary>
    public ImmutableDictionary<string, TxnAction> Progress { get; private init; } = ImmutableDictionary<string, TxnAction>.Empty;

    public long RowCount { get; private init; }

    public long Bytes { get; private init; }

    /// <summary>The newest version of an application, −1 before its first.</summary>
    public long ProgressOf(string appId) => Progress.TryGetValue(appId, out var txn) ? txn.Version : -1;

    /// <summary>The table after the actions of one commit or checkpoint.</summary>
    /// <exception cref="TableFormatException">The table asks for a newer program.</exception>
    public Snapshot Apply(long version, IEnumerable<DeltaAction> actions)
    {
        var (metadata, schema, committedAtMs) = (Metadata, Schema, CommittedAtMs);
        var (rowCount, bytes) = (RowCount, Bytes);
        var files = Files.ToBuilder();
        var tombstones = Tombstones.ToBuilder();
        var progress = Progress.ToBuilder();

        void Drop(string path)
        {
            if (!files.Remove(path, out var file)) return;
            rowCount -= file.RowCount;
            bytes -= file.Add.Size;
        }

        foreach (var action in actions)
        {
            if (action.Protocol is { } protocol) Check(protocol);
            if (action.MetaData is { } changed) (metadata, schema) = (changed, TableSchema.FromJson(changed.SchemaString));
            if (action.Txn is { } txn) progress[txn.AppId] = txn;
            if (action.CommitInfo is { Timestamp: { } timestamp }) committedAtMs = timestamp;
            if (action.Remove is { } remove)
            {
                Drop(remove.Path);
                tombstones[remove.Path] = remove;
            }
            if (action.Add is { } add)
            {
                Drop(add.Path); // the newer entry of a path replaces the older
                tombstones.Remove(add.Path);
                var file = new DataFile(add);
                files.Add(add.Path, file);
                rowCount += file.RowCount;
                bytes += add.Size;
            }
        }
        if (metadata is null)
        {
            throw new TableFormatException($"The table's log holds no metadata up to version {version}: it is not a Delta log.");
        }
        return new Snapshot
        {
            Version = version,
            CommittedAtMs = committedAtMs,
            Metadata = metadata,
            Schema = schema,
            Files = files.ToImmutable(),
            Tombstones = tombstones.ToImmutable(),
            Progress = progress.ToImmutable(),
            RowCount = rowCount,
            Bytes = bytes,
        };
    }

    private static void Check(ProtocolAction protocol)
    {
        if (protocol.MinReaderVersion <= Protocol.MinReaderVersion && protocol.MinWriterVersion <= Protocol.MinWriterVersion) return;
        throw new TableFormatException(
            $"The table asks for Delta reader {protocol.MinReaderVersion} and writer {protocol.MinWriterVersion}; this program has " +
            $"{Protocol.MinReaderVersion} and {Protocol.MinWriterVersion}. Another engine raised them.");
    }
}
