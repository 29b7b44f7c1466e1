namespace Shoreline.Benchmarks;

/// <summary>A folder on the disk that is measured, removed with all it holds on dispose.</summary>
/// <param name="parent">Null for the temporary folder.</param>
internal sealed class Scratch(string? parent) : IDisposable
{
    public string Path { get; } = Directory.CreateDirectory(
        System.IO.Path.Combine(parent ?? System.IO.Path.GetTempPath(), $"shoreline-bench-{Environment.ProcessId}")).FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
