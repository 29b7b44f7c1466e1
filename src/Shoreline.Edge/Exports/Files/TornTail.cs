using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Shoreline.Edge.Exports.Files;

/// <summary>How much of a file is whole lines of rising sequence.</summary>
/// <param name="Bytes">Up to the end of the last of them, before any damage.</param>
/// <param name="LinesBehind">Whole lines behind the first damage.</param>
internal readonly record struct SoundLines(long Bytes, long FileBytes, long Lines, long LastSequence, long LinesBehind);

/// <summary>Finds where the whole lines of a file end.</summary>
internal static class TornTail
{
    private const int FirstBufferBytes = 1 << 20;

    public static SoundLines Find(SafeFileHandle file)
    {
        var size = RandomAccess.GetLength(file);
        var sound = new SoundLines(0, size, 0, -1, 0);
        var isDamaged = false;
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBufferBytes);
        try
        {
            var (held, offset) = (0, 0L); // bytes in the buffer, and where they begin in the file
            while (true)
            {
                if (held == buffer.Length) buffer = Grow(buffer);
                var read = RandomAccess.Read(file, buffer.AsSpan(held), offset + held);
                if (read == 0) return sound;
                held += read;
                var begin = 0;
                for (int length; (length = buffer.AsSpan(begin, held - begin).IndexOf((byte)'\n')) >= 0; begin += length + 1)
                {
                    var isWhole = RecordLine.TryReadSequence(buffer.AsSpan(begin, length), out var sequence);
                    if (isWhole && isDamaged) sound = sound with { LinesBehind = sound.LinesBehind + 1 };
                    else if (isWhole && sequence > sound.LastSequence)
                    {
                        sound = sound with { Bytes = offset + begin + length + 1, Lines = sound.Lines + 1, LastSequence = sequence };
                    }
                    else isDamaged = true;
                }
                buffer.AsSpan(begin, held - begin).CopyTo(buffer);
                (held, offset) = (held - begin, offset + begin);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>For a line longer than the buffer. A record is at most 256 MiB, and a torn file is not much longer than that.</summary>
    private static byte[] Grow(byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(2 * buffer.Length);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
