using Shoreline.Core;
using Shoreline.Core.Records;

namespace Shoreline.Vision.Datasets;

/// <summary>A folder of samples: <c>ID.jpg</c> and <c>ID.json</c>.</summary>
public sealed class SampleFolderSource : IDatasetSource
{
    private const long LargestPictureBytes = 256 << 20;

    private readonly string[] _headers; // names, in the order of the alphabet: a hundred thousand take some ten megabytes
    private readonly string _path;

    /// <exception cref="InvalidInputException">The folder is not there, or holds no sample.</exception>
    public SampleFolderSource(string path)
    {
        if (!Directory.Exists(path))
        {
            throw new InvalidInputException($"There is no folder {path}. 'shoreline vision SOURCE --samples FOLDER' makes one.");
        }
        _path = Path.GetFullPath(path);
        _headers = [.. Directory.EnumerateFiles(_path, "*.json").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
        if (_headers.Length == 0)
        {
            throw new InvalidInputException($"The folder {path} holds no sample: there is no file *.json in it. 'shoreline vision SOURCE --samples FOLDER' makes some.");
        }
    }

    public string Name => _path;

    public long? Count => _headers.Length;

    public void ReadAll(DatasetIntake intake, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(intake);
        foreach (var name in _headers)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Read(name, out var header, out var picture) is { } fault) intake.Refuse(name, fault);
            else intake.Add(name, header!, picture);
        }
    }

    private string? Read(string name, out MediaHeader? header, out byte[] picture)
    {
        (header, picture) = (null, []);
        var (json, jpeg) = (Path.Combine(_path, name), Path.Combine(_path, Path.ChangeExtension(name, ".jpg")));
        try
        {
            if (new FileInfo(json).Length > MediaRecord.MaxHeaderBytes)
            {
                return $"is longer than the {MediaRecord.MaxHeaderBytes:N0} bytes of a header";
            }
            if (MediaRecord.TryDecodeHeader(File.ReadAllBytes(json), out header) is { } fault) return fault;
            if (new FileInfo(jpeg) is { Exists: true, Length: > LargestPictureBytes })
            {
                return $"has a picture of more than {LargestPictureBytes:N0} bytes";
            }
            picture = File.ReadAllBytes(jpeg);
            return null;
        }
        catch (FileNotFoundException)
        {
            return "has no picture beside it";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"cannot be read: {e.Message}";
        }
    }
}
