using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Shoreline.Streams.Files;
using Shoreline.Streams.Format;

namespace Shoreline.Streams.Accounts;

/// <summary>
/// Keeps a stream's account in two files that are written in turn, so that a power cut in the middle of a save leaves the other. Layout:
/// docs/formats/ledger.md.
/// </summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class LedgerFile(IFileSystem files, string folder, Incarnation incarnation)
{
    private const int HeaderBytes = 40;
    // The file grows by whole blocks, so that a full disk, where eviction must be accounted for, has room for a longer account.
    private const int BlockBytes = 4096;
    private const int MostContentBytes = 64 << 20;
    private const uint Version = 1;

    private long _generation;

    private static ReadOnlySpan<byte> Magic => "SLLG"u8;

    /// <summary>Loads the newer of the two files that is sound, and makes it last.</summary>
    /// <param name="isDamaged">A file is there, and none is sound.</param>
    public bool TryLoad(out SavedLedger saved, out bool isDamaged)
    {
        if (!TryRead(out saved, out isDamaged)) return false;
        // A killed process may have written it and not flushed it, or tried to in vain; acted upon, it must last. It is written again,
        // since after a flush that failed kernels call the pages clean and would answer the next flush without a write.
        using (var file = files.Open(Path(_generation % 2), FileOpen.ReadWrite))
        {
            var bytes = new byte[file.Length];
            file.Read(bytes, 0);
            file.Write(bytes, 0);
            file.Flush();
        }
        files.SyncFolder(folder);
        return true;
    }

    /// <summary>Reads the newer of the two files that is sound, and changes nothing.</summary>
    /// <param name="isDamaged">A file is there, and none is sound.</param>
    public bool TryRead(out SavedLedger saved, out bool isDamaged)
    {
        (saved, isDamaged) = (null!, false);
        for (var i = 0; i < 2; i++)
        {
            var path = Path(i);
            if (!files.FileExists(path)) continue;
            isDamaged = true;
            if (TryRead(path, out var generation, out var content) && generation > _generation && Decode(content) is { } decoded)
                (_generation, saved) = (generation, decoded);
        }
        if (_generation > 0) isDamaged = false;
        return _generation > 0;
    }

    /// <summary>Writes and flushes. After a throw what was saved before is still there.</summary>
    public void Save(ReadOnlySpan<byte> content)
    {
        var size = (HeaderBytes + content.Length + BlockBytes - 1) / BlockBytes * BlockBytes;
        var rented = ArrayPool<byte>.Shared.Rent(size); // a stream that overwrites saves with each segment
        try
        {
            Save(content, rented.AsSpan(0, size));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    public static byte[] Encode(LedgerTotals totals, IReadOnlyList<DayAccount> days, IReadOnlyList<Damage> damage) =>
        JsonSerializer.SerializeToUtf8Bytes(
        new LedgerContent
        {
            Totals = totals,
            Days = [.. days.Select(day => new LedgerDay
            {
                Day = DateOnly.FromDayNumber(day.Day).ToString("O", CultureInfo.InvariantCulture),
                First = day.FirstSequence,
                Rejected = day.Rejected,
                Losses = day.Losses,
            })],
            Damage = [.. damage.Select(d => new[] { d.SegmentFirst, d.Offset, d.Bytes, d.First, d.Next })],
        },
        LedgerJson.Default.LedgerContent);

    private void Save(ReadOnlySpan<byte> content, Span<byte> bytes)
    {
        var generation = _generation + 1;
        bytes.Clear();
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], generation);
        incarnation.Bytes.CopyTo(bytes[16..]);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[32..], content.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[36..], Version);
        content.CopyTo(bytes[HeaderBytes..]);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[4..], Crc32C.Compute(bytes.Slice(8, HeaderBytes - 8 + content.Length)));

        Write(Path(generation % 2), bytes);
        _generation = generation; // only now: a failed save is repeated into the same file
        Reserve(Path((generation + 1) % 2), bytes.Length);
    }

    private static SavedLedger? Decode(ReadOnlySpan<byte> content)
    {
        try
        {
            var read = JsonSerializer.Deserialize(content, LedgerJson.Default.LedgerContent);
            if (read is not { Totals: { } totals, Days: { } days, Damage: { } damage }) return null;
            return new SavedLedger(
                totals,
                [.. days.Select(Decode)],
                [.. damage.Select(d => new Damage(d[0], d[1], d[2], d[3], d[4]))]);
        }
        catch (Exception e) when (e is JsonException or FormatException or IndexOutOfRangeException or ArgumentException)
        {
            return null; // sound by its checksum, but of a form that this program does not write
        }
    }

    private static DayAccount Decode(LedgerDay day) =>
        new(DateOnly.ParseExact(day.Day, "O", CultureInfo.InvariantCulture).DayNumber, day.First)
        {
            Rejected = day.Rejected,
            Losses = day.Losses,
        };

    private void Write(string path, ReadOnlySpan<byte> bytes)
    {
        var isNew = !files.FileExists(path);
        using (var file = files.Open(path, isNew ? FileOpen.CreateNew : FileOpen.ReadWrite))
        {
            file.Write(bytes, 0);
            file.Flush(); // what a longer one left behind the content is not looked at
        }
        if (isNew) files.SyncFolder(folder);
    }

    /// <summary>Makes room for the next save while there is room.</summary>
    private void Reserve(string path, int bytes)
    {
        if (!files.FileExists(path)) Write(path, new byte[bytes]);
    }

    private bool TryRead(string path, out long generation, out byte[] content)
    {
        (generation, content) = (0, []);
        using var file = files.Open(path, FileOpen.Read);
        var header = new byte[HeaderBytes];
        if (file.Read(header, 0) < HeaderBytes || !header.AsSpan().StartsWith(Magic)) return false;
        var length = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(32));
        if (length is < 0 or > MostContentBytes || length > file.Length - HeaderBytes) return false;
        content = new byte[length];
        if (file.Read(content, HeaderBytes) < length) return false;
        if (Crc32C.Append(Crc32C.Compute(header.AsSpan(8)), content) != BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(4)))
            return false;
        generation = BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(8));
        return BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(36)) == Version
            && header.AsSpan(16, Incarnation.ByteCount).SequenceEqual(incarnation.Bytes);
    }

    private string Path(long which) => System.IO.Path.Combine(folder, FileNames.Ledger(which));
}

/// <summary>A stream's account as it was saved.</summary>
internal sealed record SavedLedger(LedgerTotals Totals, IReadOnlyList<DayAccount> Days, IReadOnlyList<Damage> Damage);

internal sealed record LedgerContent
{
    public LedgerTotals? Totals { get; init; }

    public IReadOnlyList<LedgerDay>? Days { get; init; }

    public IReadOnlyList<long[]>? Damage { get; init; }
}

internal sealed record LedgerDay
{
    public required string Day { get; init; }

    public required long First { get; init; }

    public long Rejected { get; init; }

    public Dictionary<string, Losses> Losses { get; init; } = [];
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(LedgerContent))]
internal sealed partial class LedgerJson : JsonSerializerContext;
