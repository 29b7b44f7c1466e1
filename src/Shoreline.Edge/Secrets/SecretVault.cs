using System.Security.Cryptography;
using System.Text;
using Shoreline.Core;
using Shoreline.Streams;
using Shoreline.Streams.Files;

namespace Shoreline.Edge.Secrets;

/// <summary>The sealed secrets of a device. Thread-safe, also between processes: the command line writes while the gateway reads. Files: docs/formats/secrets.md.</summary>
/// <remarks>It keeps no value in memory: each read opens the file, which costs microseconds and sees a change at once.</remarks>
internal sealed class SecretVault
{
    /// <summary>Of one value, as the cloud's own service bounds it.</summary>
    public const int ValueBytes = 65_536;

    public const int NameChars = 512;

    public const string LockName = "lock";

    private const int MaxSecrets = 1000;
    private const int MaxVersions = 20;
    private const int MaxFileBytes = 4 << 20;
    private const string Suffix = ".secret";

    private readonly IFileSystem _files;
    private readonly string _folder;
    private readonly byte[] _key;
    private readonly TimeProvider _time;

    /// <param name="folder">Of mode 0700; the files of operators lie there too.</param>
    /// <param name="key">Of <see cref="DeviceKey"/>.</param>
    public SecretVault(IFileSystem files, string folder, byte[] key, TimeProvider time)
    {
        (_files, _folder, _key, _time) = (files, Path.Combine(folder, "sealed"), key, time);
        files.CreateFolder(_folder);
        files.SyncFolder(folder);
    }

    /// <summary>Opens the vault of a device, and makes its key and folder where there are none.</summary>
    /// <exception cref="InvalidInputException">The key is damaged or open to others.</exception>
    /// <exception cref="IOException">The disk refused.</exception>
    public static SecretVault Open(string folder, TimeProvider time)
    {
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using var held = DeviceKey.Exists(folder) ? null : Hold(DiskFileSystem.Instance, folder); // two first uses at once would make two keys
        return new SecretVault(DiskFileSystem.Instance, folder, DeviceKey.LoadOrCreate(folder), time);
    }

    /// <summary>Stores a value as a new version; durable when it returns.</summary>
    /// <param name="stage">The label that it takes; <see cref="SecretStages.Current"/> makes the one before <see cref="SecretStages.Previous"/>.</param>
    /// <returns>The version's id.</returns>
    /// <exception cref="InvalidInputException">Name or value break a rule, or there are too many.</exception>
    /// <exception cref="IOException">The disk refused; the secret is as it was.</exception>
    public string Set(string name, ReadOnlySpan<byte> value, bool isText, string stage = SecretStages.Current)
    {
        CheckName(name);
        if (value.Length is 0 or > ValueBytes) throw new InvalidInputException($"The value of '{name}' has {value.Length:N0} bytes; it may have 1 to {ValueBytes:N0}.");
        if (stage is SecretStages.Previous or "" || stage.Length > 256) throw new InvalidInputException($"'{stage}' is no label that a new value can take.");
        using var held = Hold(_files, _folder);
        using var before = Read(name);
        if (before is null && FileNames().Count() >= MaxSecrets) throw new InvalidInputException($"There are {MaxSecrets:N0} secrets already. Remove some first.");
        using var added = new SecretVersion(Guid.NewGuid().ToString(), [stage], _time.NowNs(), isText, value.ToArray());
        var after = (before ?? new StoredSecret(name, [])).With(added);
        if (after.Versions.Count > MaxVersions) throw new InvalidInputException($"The secret '{name}' has {MaxVersions:N0} labelled versions already. Use a label that it has.");
        Write(after);
        return added.Id;
    }

    /// <returns>Null where there is none. Dispose it soon.</returns>
    /// <exception cref="InvalidInputException">The file is damaged, or was sealed with another key.</exception>
    public StoredSecret? Read(string name)
    {
        var file = FileName(name);
        return Open(file) is { } secret && secret.Name == name ? secret : null;
    }

    /// <summary>Names of all secrets, in ordinal order.</summary>
    public IReadOnlyList<string> Names()
    {
        List<string> names = [];
        foreach (var file in FileNames())
        {
            using var secret = Open(file);
            if (secret is not null) names.Add(secret.Name);
        }
        names.Sort(StringComparer.Ordinal);
        return names;
    }

    /// <returns>False where there was none.</returns>
    public bool Remove(string name)
    {
        using var held = Hold(_files, _folder);
        var path = Path.Combine(_folder, FileName(name));
        if (!_files.FileExists(path)) return false;
        _files.DeleteFile(path);
        _files.SyncFolder(_folder);
        return true;
    }

    /// <summary>An id for a value that has none of its own: another value has another, and nobody without the key learns anything from it.</summary>
    public string VersionIdOf(ReadOnlySpan<byte> value) => new Guid(HMACSHA256.HashData(_key, value).AsSpan(0, 16)).ToString();

    private void Write(StoredSecret secret)
    {
        var file = FileName(secret.Name);
        var plain = secret.Encode();
        try
        {
            AtomicReplace(file, SecretFile.Seal(_key, file, plain));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    private void AtomicReplace(string file, byte[] content)
    {
        var path = Path.Combine(_folder, file);
        using (var partial = _files.Open(path + CheckedFile.PartialSuffix, FileOpen.Replace))
        {
            partial.Write(content, 0);
            partial.Flush();
        }
        _files.Move(path + CheckedFile.PartialSuffix, path);
        _files.SyncFolder(_folder);
    }

    private StoredSecret? Open(string file)
    {
        var path = Path.Combine(_folder, file);
        if (!_files.FileExists(path)) return null;
        byte[] bytes;
        using (var opened = _files.Open(path, FileOpen.Read))
        {
            if (opened.Length > MaxFileBytes) throw Damaged(path);
            bytes = new byte[(int)opened.Length];
            if (opened.Read(bytes, 0) != bytes.Length) throw Damaged(path);
        }
        if (!SecretFile.TryOpen(_key, file, bytes, out var plain)) throw Damaged(path);
        return StoredSecret.Decode(plain) ?? throw Damaged(path);
    }

    private static InvalidInputException Damaged(string path) => new(
        $"The sealed secret in {path} cannot be opened: it was changed, or sealed with the key of another device. Restore it together with its device.key, or delete it and set the secret anew.");

    private IEnumerable<string> FileNames() => _files.ListFiles(_folder).Where(name => name.EndsWith(Suffix, StringComparison.Ordinal));

    /// <summary>The name's digest: names may hold anything, and tell something.</summary>
    private static string FileName(string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name))) + Suffix;

    private static void CheckName(string name)
    {
        if (name.Length is 0 or > NameChars || name.Any(char.IsControl))
            throw new InvalidInputException($"A secret's name has 1 to {NameChars} characters, none of them a control character.");
    }

    private static IDisposable Hold(IFileSystem files, string folder)
    {
        try
        {
            return files.Lock(Path.Combine(folder, LockName));
        }
        catch (StoreLockedException e)
        {
            throw new InvalidInputException($"The secrets in {folder} are being changed by process {e.Holder}. Try again.", e);
        }
    }
}
