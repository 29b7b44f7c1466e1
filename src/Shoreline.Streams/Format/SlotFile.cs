using System.Buffers.Binary;
using Shoreline.Streams.Files;

namespace Shoreline.Streams.Format;

/// <summary>
/// A few numbers in a file that a power cut leaves as they were before or after a save, never between. Layout: docs/formats/cursor.md.
/// </summary>
/// <remarks>Not thread-safe. The file is open only while it is read or written: there may be thousands.</remarks>
internal sealed class SlotFile
{
    public const int ValueCount = 12;
    private const int SlotBytes = 128;
    private const int SlotSpacing = 4096;
    private const int ValuesOffset = 32;

    public static ReadOnlySpan<byte> CursorMagic => "SLCU"u8;

    private readonly IFileSystem _files;
    private readonly string _path;
    private readonly Incarnation _incarnation;
    private readonly byte[] _magic;
    private readonly byte[] _slot = new byte[SlotBytes];
    private long _generation;
    private bool _exists;

    private SlotFile(IFileSystem files, string path, Incarnation incarnation, ReadOnlySpan<byte> magic) =>
        (_files, _path, _incarnation, _magic) = (files, path, incarnation, magic.ToArray());

    /// <summary>
    /// Reads a file; one that is not there is made by the first save, in a folder that the caller flushes before relying on it.
    /// </summary>
    /// <param name="values">The newest values, or what it held before where there are none.</param>
    /// <param name="found">False where the file holds no sound slot of this incarnation.</param>
    public static SlotFile Open(
        IFileSystem files, string path, Incarnation incarnation, ReadOnlySpan<byte> magic, Span<long> values, out bool found)
    {
        var slots = new SlotFile(files, path, incarnation, magic) { _exists = files.FileExists(path) };
        found = false;
        if (!slots._exists) return slots;
        using var file = files.Open(path, FileOpen.ReadWrite);
        found = slots.Load(file, values);
        // A killed process may have written the value and not flushed it, or tried to in vain; shown, it must last. A flush alone could be
        // answered without a write: after one that failed, kernels call the pages clean.
        if (found) slots.Write(file, slots._generation, values);
        return slots;
    }

    /// <summary>Reads the newest sound values and changes nothing.</summary>
    /// <returns>False where there are none.</returns>
    public static bool TryRead(IFileSystem files, string path, Incarnation incarnation, ReadOnlySpan<byte> magic, Span<long> values)
    {
        using var file = files.Open(path, FileOpen.Read);
        return new SlotFile(files, path, incarnation, magic).Load(file, values);
    }

    /// <summary>Writes and flushes. After a throw the values before are still in the file.</summary>
    public void Save(ReadOnlySpan<long> values)
    {
        using (var file = _files.Open(_path, _exists ? FileOpen.ReadWrite : FileOpen.CreateNew))
        {
            _exists = true;
            Write(file, _generation + 1, values);
        }
        _generation++; // only now: a failed save is repeated into the same slot, and the other keeps the value before
    }

    private void Write(IFile file, long generation, ReadOnlySpan<long> values)
    {
        Array.Clear(_slot);
        _magic.CopyTo(_slot, 0);
        BinaryPrimitives.WriteInt64LittleEndian(_slot.AsSpan(8), generation);
        _incarnation.Bytes.CopyTo(_slot.AsSpan(16));
        for (var i = 0; i < values.Length; i++) BinaryPrimitives.WriteInt64LittleEndian(_slot.AsSpan(ValuesOffset + 8 * i), values[i]);
        BinaryPrimitives.WriteUInt32LittleEndian(_slot.AsSpan(4), Crc32C.Compute(_slot.AsSpan(8)));
        file.Write(_slot, generation % 2 * SlotSpacing);
        file.Flush();
    }

    private bool Load(IFile file, Span<long> values)
    {
        for (var i = 0; i < 2; i++)
        {
            if (file.Read(_slot, i * SlotSpacing) < SlotBytes || !_slot.AsSpan().StartsWith(_magic)) continue;
            if (Crc32C.Compute(_slot.AsSpan(8)) != BinaryPrimitives.ReadUInt32LittleEndian(_slot.AsSpan(4))) continue;
            var generation = BinaryPrimitives.ReadInt64LittleEndian(_slot.AsSpan(8));
            if (generation <= _generation || !_slot.AsSpan(16, Incarnation.ByteCount).SequenceEqual(_incarnation.Bytes)) continue;
            _generation = generation;
            for (var v = 0; v < values.Length; v++) values[v] = BinaryPrimitives.ReadInt64LittleEndian(_slot.AsSpan(ValuesOffset + 8 * v));
        }
        return _generation > 0;
    }
}
