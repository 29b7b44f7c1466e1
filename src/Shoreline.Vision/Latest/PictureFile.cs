using System.Text;
using Shoreline.Vision.Native.Posix;

namespace Shoreline.Vision.Latest;

/// <summary>A file that is replaced whole, many times a second. By the system's own calls: .NET's allocate half a kilobyte for each picture.</summary>
/// <remarks>Not flushed to a device: after a crash nobody wants the picture from before it.</remarks>
internal sealed unsafe class PictureFile(string path)
{
    private readonly byte[] _path = Encoding.UTF8.GetBytes(path + '\0');
    private readonly byte[] _partial = Encoding.UTF8.GetBytes(path + ".partial\0");

    /// <returns>False where the disk refused; what was there before stays.</returns>
    public bool TryWrite(ReadOnlySpan<byte> content) // hot: per picture
    {
        fixed (byte* path = _path)
        fixed (byte* partial = _partial)
        {
            var file = PosixFile.Open(partial, PosixFile.WriteOnly | PosixFile.Create | PosixFile.Truncate | PosixFile.CloseOnExec, PosixFile.ReadableByAll);
            if (file < 0) return false;
            var written = WriteAll(file, content);
            if (PosixFile.Close(file) == 0 && written && PosixFile.Rename(partial, path) == 0) return true;
            _ = PosixFile.Unlink(partial); // a part of a picture helps nobody, and takes room on a full disk
            return false;
        }
    }

    private static bool WriteAll(int file, ReadOnlySpan<byte> content)
    {
        fixed (byte* first = content)
        {
            for (var done = 0; done < content.Length;)
            {
                var count = PosixFile.Write(file, first + done, (nuint)(content.Length - done));
                if (count <= 0) return false;
                done += (int)count;
            }
        }
        return true;
    }
}
