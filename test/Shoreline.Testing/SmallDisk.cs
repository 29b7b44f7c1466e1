using System.Diagnostics;
using Xunit.Sdk;

namespace Shoreline.Testing;

/// <summary>A file system of a few MB. Mounting takes root: at a desk without it a test is skipped; in CI it fails.</summary>
public sealed class SmallDisk : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public SmallDisk(int megabytes = 1)
    {
        if (Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", _folder.Path) == 0) return;
        _folder.Dispose();
        const string Missing = "A small file system cannot be mounted: run the tests as root.";
        if (Environment.GetEnvironmentVariable("CI") is not null) throw new XunitException(Missing);
        throw SkipException.ForSkip(Missing);
    }

    public string Path => _folder.Path;

    public string this[params string[] parts] => _folder[parts];

    public IEnumerable<string> Files => Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories);

    /// <summary>Leaves not a byte free.</summary>
    public string Fill()
    {
        using var file = new FileStream(_folder["fill"], FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true) file.Write(new byte[4096]);
        }
        catch (IOException)
        {
            return _folder["fill"]; // full
        }
    }

    public void Dispose()
    {
        Run("umount", "--lazy", _folder.Path);
        _folder.Dispose();
    }

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}
