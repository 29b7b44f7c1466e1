using Shoreline.Core;

namespace Shoreline.Vision.Datasets;

/// <summary>A data set that is being made, in a folder beside its place: renamed when complete, removed otherwise.</summary>
internal sealed class DatasetDraft : IDisposable
{
    private const string Mark = ".shoreline-dataset"; // says that the folder is ours to remove

    private readonly string _output;
    private bool _complete;

    private DatasetDraft(string output) => (_output, Path) = (output, output + ".part");

    public string Path { get; }

    /// <exception cref="InvalidInputException">The place is taken, or cannot be written to.</exception>
    public static DatasetDraft Begin(string outputPath)
    {
        var draft = new DatasetDraft(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(outputPath)));
        if (File.Exists(draft._output) || (Directory.Exists(draft._output) && Directory.EnumerateFileSystemEntries(draft._output).Any()))
        {
            throw new InvalidInputException($"{outputPath} is there already: name another folder, or remove it first.");
        }
        try
        {
            if (Directory.Exists(draft.Path)) draft.RemoveOld();
            Directory.CreateDirectory(draft.Path);
            File.WriteAllBytes(System.IO.Path.Combine(draft.Path, Mark), []);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"The folder {draft.Path} cannot be made: {e.Message} Choose another path.", e);
        }
        return draft;
    }

    public void Complete()
    {
        File.Delete(System.IO.Path.Combine(Path, Mark));
        if (Directory.Exists(_output)) Directory.Delete(_output); // empty
        Directory.Move(Path, _output);
        _complete = true;
    }

    public void Dispose()
    {
        if (!_complete && Directory.Exists(Path)) Directory.Delete(Path, recursive: true);
    }

    /// <summary>What a killed export left.</summary>
    private void RemoveOld()
    {
        if (!File.Exists(System.IO.Path.Combine(Path, Mark)) && Directory.EnumerateFileSystemEntries(Path).Any())
        {
            throw new InvalidInputException($"{Path} is in the way, and is not what an export left: remove it, or name another folder.");
        }
        Directory.Delete(Path, recursive: true);
    }
}
