using System.Security.Cryptography;
using Shoreline.Core;
using Shoreline.Edge.Exports;
using Shoreline.Streams.Files;

namespace Shoreline.Edge.Secrets;

/// <summary>The key that this device's secrets are sealed with. Made at the first use; lost with its file, and the secrets with it.</summary>
internal static class DeviceKey
{
    public const int KeyBytes = 32;

    public const string FileName = "device.key";
    private const UnixFileMode Others = ~(UnixFileMode.UserRead | UnixFileMode.UserWrite);

    /// <summary>Reads the key, or makes it where there is none.</summary>
    /// <param name="folder">Of the secrets; created with mode 0700 if missing. Hold its lock.</param>
    /// <exception cref="InvalidInputException">The file is no key, or others can read it.</exception>
    /// <exception cref="IOException">The disk refused.</exception>
    public static byte[] LoadOrCreate(string folder)
    {
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var path = Path.Combine(folder, FileName);
        if (File.Exists(path)) return Load(path);
        var key = RandomNumberGenerator.GetBytes(KeyBytes);
        DurableFile.Write(path, key); // mode 0600, and on the device before anything is sealed with it
        DiskFileSystem.Instance.SyncFolder(Path.GetDirectoryName(folder)!);
        return key;
    }

    /// <summary>Whether there is a key, and so perhaps something sealed.</summary>
    public static bool Exists(string folder) => File.Exists(Path.Combine(folder, FileName));

    private static byte[] Load(string path)
    {
        if ((File.GetUnixFileMode(path) & Others) != 0)
            throw new InvalidInputException($"The key of this device's secrets, {path}, can be read by others: chmod 600 {path}.");
        var key = File.ReadAllBytes(path);
        return key.Length == KeyBytes
            ? key
            : throw new InvalidInputException(
                $"The key of this device's secrets, {path}, has {key.Length:N0} bytes instead of {KeyBytes}. Restore it from a copy; without it, remove the sealed secrets and set them anew.");
    }
}
