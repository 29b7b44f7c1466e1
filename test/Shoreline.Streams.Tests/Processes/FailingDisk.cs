using System.Diagnostics;
using Xunit.Sdk;

namespace Shoreline.Streams.Tests.Processes;

/// <summary>A small ext4 in a file, which can be made to report an error and so turn read-only. Takes root: at a desk without it a test is skipped; in CI it fails.</summary>
internal sealed class FailingDisk : IDisposable
{
    private const int ImageBytes = 32 << 20;

    private readonly ScratchFolder _folder = new();

    public FailingDisk()
    {
        Directory.CreateDirectory(MountPoint);
        using (var image = File.Create(Image)) image.SetLength(ImageBytes);
        if (Run("mkfs.ext4", "-q", Image) == 0 && Mount()) return;
        _folder.Dispose();
        const string Missing = "An ext4 in a file cannot be mounted: run the tests as root, where there are loop devices.";
        if (Environment.GetEnvironmentVariable("CI") is not null) throw new XunitException(Missing);
        throw SkipException.ForSkip(Missing);
    }

    public string this[params string[] parts] => Path.Combine([MountPoint, .. parts]);

    private string Image => _folder["image"];

    private string MountPoint => _folder["disk"];

    /// <summary>Has the kernel find an error in the file system.</summary>
    public void TurnReadOnly()
    {
        var device = File.ReadLines("/proc/mounts").Select(line => line.Split(' ')).Single(mount => mount[1] == MountPoint)[0];
        File.WriteAllText($"/sys/fs/ext4/{Path.GetFileName(device)}/trigger_fs_error", "1");
    }

    /// <summary>What an operator does: unmount, check, mount.</summary>
    public void Repair()
    {
        Assert.Equal(0, Run("umount", MountPoint));
        Assert.InRange(Run("e2fsck", "-y", Image), 0, 1);
        Assert.True(Mount());
    }

    public void Dispose()
    {
        Run("umount", "--lazy", MountPoint);
        _folder.Dispose();
    }

    private bool Mount() => Run("mount", "-o", "loop,errors=remount-ro", Image, MountPoint) == 0;

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.StandardOutput.ReadToEnd();
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}
