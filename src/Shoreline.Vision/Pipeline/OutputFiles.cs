using Shoreline.Core;

namespace Shoreline.Vision.Pipeline;

/// <summary>Files that a run writes, checked before the work begins.</summary>
internal static class OutputFiles
{
    private const int BufferBytes = 64 << 10;

    /// <exception cref="InvalidInputException">The file cannot be created.</exception>
    public static FileStream Create(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, BufferBytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"The file {path} cannot be written: {e.Message} Choose another path.", e);
        }
    }

    /// <exception cref="InvalidInputException">Its folder is not there, or it is a folder itself.</exception>
    public static void CheckFolder(string path)
    {
        if (Directory.Exists(path)) throw new InvalidInputException($"{path} is a folder: give the name of a file in it.");
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        if (!Directory.Exists(folder)) throw new InvalidInputException($"The folder {folder} for {Path.GetFileName(path)} is not there: create it first.");
    }

    /// <exception cref="InvalidInputException">It cannot be made.</exception>
    public static void CreateFolder(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"The folder {path} cannot be made: {e.Message} Choose another path.", e);
        }
    }
}
