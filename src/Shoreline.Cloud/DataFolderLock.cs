using System.Globalization;
using Shoreline.Core;

namespace Shoreline.Cloud;

/// <summary>Keeps a second cloud process out of a data folder, whose broker and run file serve one.</summary>
/// <remarks>A kernel lock on <c>run/cloud.lock</c>: it goes with the process, however that ends. The file itself stays, as removing it
/// would race.</remarks>
internal sealed class DataFolderLock : IDisposable
{
    private readonly FileStream _file;

    private DataFolderLock(FileStream file) => _file = file;

    /// <exception cref="InvalidInputException">Another process has it, or the folder cannot be written.</exception>
    public static DataFolderLock Take(string dataFolder)
    {
        var path = Path.Combine(dataFolder, "run", "cloud.lock");
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(
                $"The data folder {dataFolder} cannot be written: {e.Message} Choose another with --data, or make it writable.", e);
        }
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new InvalidInputException(
                $"The data folder {dataFolder} cannot be written: {e.Message} Choose another with --data, or make it writable.", e);
        }
        catch (IOException e)
        {
            throw new InvalidInputException(
                $"The data folder {dataFolder} is in use by another cloud process (lock {path}). Stop that one, or choose another folder with --data.", e);
        }
        try
        {
            file.SetLength(0);
            file.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
            file.Flush(flushToDisk: true);
            return new DataFolderLock(file);
        }
        catch (IOException e)
        {
            file.Dispose();
            throw new InvalidInputException(
                $"The data folder {dataFolder} takes no data: {e.Message.TrimEnd('.')}. Free space on its volume, or choose another with --data.", e);
        }
    }

    public void Dispose() => _file.Dispose();
}
