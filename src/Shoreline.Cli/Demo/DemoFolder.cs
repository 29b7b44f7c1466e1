using Shoreline.Core;

namespace Shoreline.Cli.Demo;

/// <summary>Makes the demo's folder ready, or says why it cannot be.</summary>
internal static class DemoFolder
{
    /// <summary>Free space below which a demo is not started, in bytes: some minutes of video of every camera, twice (edge and cloud).</summary>
    private const long LeastFreeBytes = 256 << 20;

    /// <exception cref="InvalidInputException">The folder cannot be made or written, or its disk is almost full.</exception>
    public static void Prepare(DemoOptions options)
    {
        var isNew = !Directory.Exists(options.Data);
        try
        {
            Directory.CreateDirectory(options.Data);
            var free = new DriveInfo(options.Data).AvailableFreeSpace;
            if (free < LeastFreeBytes)
            {
                if (isNew) Directory.Delete(options.Data);
                throw new InvalidInputException(
                    $"The disk of {options.Data} has {free / (1 << 20):N0} MB free and a demo needs {LeastFreeBytes >> 20:N0} MB. Free some, or give another folder with --data.");
            }
            foreach (var folder in (string[])[options.EdgeRoot, options.CloudData, options.Logs]) Directory.CreateDirectory(folder);
            var probe = Path.Combine(options.Data, ".write-probe");
            File.WriteAllBytes(probe, new byte[4096]);
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"The folder {options.Data} cannot be used: {e.Message} Give another with --data.", e);
        }
    }
}
