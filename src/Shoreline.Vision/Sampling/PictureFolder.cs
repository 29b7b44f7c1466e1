using Shoreline.Core;
using Shoreline.Core.Records;

namespace Shoreline.Vision.Sampling;

/// <summary>Pictures as files: <c>ID.jpg</c>, and <c>ID.json</c> beside it with the header. Format: docs/formats/media-record.md.</summary>
/// <remarks>
/// Each file appears whole, and the header after its picture. A picture that is there already is written over with what is known of it now.
/// </remarks>
public sealed class PictureFolder : IPictureStore
{
    private const string Partial = ".partial";

    private readonly string _path;

    /// <param name="path">Made where it is missing.</param>
    /// <exception cref="InvalidInputException">It cannot be made.</exception>
    public PictureFolder(string path)
    {
        _path = Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(_path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"The folder {path} cannot be made: {e.Message} Choose another path.", e);
        }
    }

    public bool Keep(MediaHeader header, ReadOnlySpan<byte> picture)
    {
        ArgumentNullException.ThrowIfNull(header);
        if (!PictureId.IsValid(header.Id)) throw new ArgumentException("The header has no id.", nameof(header));
        Write(header.Id! + ".jpg", picture);
        Write(header.Id! + ".json", MediaRecord.EncodeHeader(header));
        return true;
    }

    private void Write(string name, ReadOnlySpan<byte> content)
    {
        var path = Path.Combine(_path, name);
        using (var file = File.Create(path + Partial)) file.Write(content);
        File.Move(path + Partial, path, overwrite: true);
    }
}
