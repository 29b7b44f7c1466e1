using System.Buffers.Binary;
using Shoreline.Streams.Files;

namespace Shoreline.Streams.Format;

/// <summary>A few numbers in a file that a power cut leaves as they were before or after a save, never between. Layout: docs/formats/cursor.md.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class SlotFile : IDisposable
{
    public const int ValueCount = 12;
    private const int SlotBytes = 128;
    private const int SlotSpacing = 4096;
    private const int ValuesOffset = 32;

    public static ReadOnlySpan<byte> CursorMagic => "SLCU"u8;

    public static ReadOnlySpan<byte> LedgerMagic => "SLLG"u8;

    private readonly IFile _file;
    private readonly Incarnation _incarnation;
    private readonly byte[] _magic;
    private readonly byte[] _slot = new byte[SlotBytes];
    private long _generation;

    private SlotFile(IFile file, Incarnation incarnation, ReadOnlySpan<byte> magic) =>
        (_file, _incarnation, _magic) = (file, incarnation, magic.ToArray());

    /// <summary>Opens a file, or makes one in a folder that the caller flushes before relying on it.</summary>
    /// <param name="values">The newest values, or what it held before where there are none.</param>
    /// <param name="found">False where the file holds no sound slot of this incarnation.</param>
    public static SlotFile Open(IFileSystem files, string path, Incarnation incarnation, ReadOnlySpan<byte> magic, Span<long> values, out bool found)
    {
        var slots = new SlotFile(files.Open(path, files.FileExists(path) ? FileOpen.ReadWrite : FileOpen.CreateNew), incarnation, magic);
        found = slots.Load(values);
        if (found) slots._file.Flush(); // a killed process may have written the value and not flushed it; shown, it must last
        return slots;
    }

    /// <summary>Writes and flushes. After a throw the values before are still in the file.</summary>
    public void Save(ReadOnlySpan<long> values)
    {
        var generation = _generation + 1;
        Array.Clear(_slot);
        _magic.CopyTo(_slot, 0);
        BinaryPrimitives.WriteInt64LittleEndian(_slot.AsSpan(8), generation);
        _incarnation.Bytes.CopyTo(_slot.AsSpan(16));
        for (var i = 0; i < values.Length; i++) BinaryPrimitives.WriteInt64LittleEndian(_slot.AsSpan(ValuesOffset + 8 * i), values[i]);
        BinaryPrimitives.WriteUInt32LittleEndian(_slot.AsSpan(4), Crc32C.Compute(_slot.AsSpan(8)));
        _file.Write(_slot, generation % 2 * SlotSpacing);
        _file.Flush();
        _generation = generation; // only now: a failed save is repeated into the same slot, and the other keeps the value before
    }

    public void Dispose() => _file.Dispose();

    private bool Load(Span<long> values)
    {
        for (var i = 0; i < 2; i++)
        {
            if (_file.Read(_slot, i * SlotSpacing) < SlotBytes || !_slot.AsSpan().StartsWith(_magic)) continue;
            if (Crc32C.Compute(_slot.AsSpan(8)) != BinaryPrimitives.ReadUInt32LittleEndian(_slot.AsSpan(4))) continue;
            var generation = BinaryPrimitives.ReadInt64LittleEndian(_slot.AsSpan(8));
            if (generation <= _generation || !_slot.AsSpan(16, Incarnation.ByteCount).SequenceEqual(_incarnation.Bytes)) continue;
            _generation = generation;
            for (var v = 0; v < values.Length; v++) values[v] = BinaryPrimitives.ReadInt64LittleEndian(_slot.AsSpan(ValuesOffset + 8 * v));
        }
        return _generation > 0;
    }
}
