using System.Security.Cryptography;
using System.Text;
using Shoreline.Streams.Files;

namespace Shoreline.Edge.Artifacts;

/// <summary>A file that is being fetched. It stays over attempts and restarts, with what tells whether the source still has the same one.</summary>
internal sealed class PartialFile : IDisposable
{
    private const int RoomStepBytes = 4 << 20; // between two looks at the disk
    private const int MostValidatorBytes = 1024;

    private readonly IFileSystem _files;
    private readonly string _path;
    private readonly Action<long> _checkRoom;
    private readonly IFile _file;
    private long _checkedTo;

    public PartialFile(IFileSystem files, string path, string source, Action<long> checkRoom)
    {
        (_files, _path, Source, _checkRoom) = (files, path, source, checkRoom);
        _file = files.Open(path, files.FileExists(path) ? FileOpen.ReadWrite : FileOpen.CreateNew);
        Length = _checkedTo = _file.Length;
    }

    public string Source { get; }

    /// <summary>Bytes that are there.</summary>
    public long Length { get; private set; }

    /// <summary>What the source said of the version that the bytes are of: an entity tag. Null where it said nothing, and the bytes are of no use.</summary>
    public string? Validator
    {
        get
        {
            if (!_files.FileExists(ValidatorPath)) return null;
            using var file = _files.Open(ValidatorPath, FileOpen.Read);
            var bytes = new byte[Math.Min(file.Length, MostValidatorBytes)];
            return Encoding.UTF8.GetString(bytes.AsSpan(0, file.Read(bytes, 0)));
        }
    }

    private string ValidatorPath => Path.ChangeExtension(_path, ".etag");

    /// <summary>Begins at the first byte.</summary>
    /// <param name="validator">Of what comes now; null where the source has none.</param>
    public void Reset(string? validator = null)
    {
        _files.DeleteFile(ValidatorPath);
        _file.Truncate(0);
        (Length, _checkedTo) = (0, 0);
        if (validator is null || Encoding.UTF8.GetByteCount(validator) > MostValidatorBytes) return;
        _file.Flush(); // the tag must not get there before the bytes of another are gone
        using var file = _files.Open(ValidatorPath, FileOpen.Replace);
        file.Write(Encoding.UTF8.GetBytes(validator), 0);
        file.Flush();
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (Length + bytes.Length > _checkedTo)
        {
            _checkRoom(bytes.Length);
            _checkedTo = Length + RoomStepBytes;
        }
        _file.Write(bytes, Length);
        Length += bytes.Length;
    }

    public byte[] Hash(HashAlgorithmName algorithm, CancellationToken cancellationToken) => ContentStore.HashOf(_file, algorithm, cancellationToken);

    /// <summary>Makes it durable under its final name, in the same folder.</summary>
    public void Finish(string path)
    {
        _file.Flush();
        _files.Move(_path, path);
        _files.DeleteFile(ValidatorPath);
        _files.SyncFolder(Path.GetDirectoryName(path)!);
    }

    public void Delete()
    {
        _files.DeleteFile(ValidatorPath);
        _files.DeleteFile(_path);
    }

    public void Dispose() => _file.Dispose();
}
