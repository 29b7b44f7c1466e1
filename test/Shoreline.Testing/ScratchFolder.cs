namespace Shoreline.Testing;

/// <summary>A new empty folder, removed with all it holds on dispose.</summary>
public sealed class ScratchFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("shoreline-test-").FullName;

    public string this[params string[] parts] => System.IO.Path.Combine([Path, .. parts]);

    public void Dispose()
    {
        try { Directory.Delete(Path, recursive: true); }
        catch (IOException) { /* A process that is just ending may still write; the folder lies in the temporary directory. */ }
    }
}
