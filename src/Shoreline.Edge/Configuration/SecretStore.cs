using System.Text;
using Shoreline.Core;
using Shoreline.Edge.Secrets;

namespace Shoreline.Edge.Configuration;

/// <summary>Reads the secrets that a configuration names: from where it says, otherwise what <c>shoreline secret set</c> sealed, otherwise a file of that name.</summary>
/// <remarks>What they hold goes into files of mode 0600 only, never into a log or an argument.</remarks>
internal sealed class SecretStore(IReadOnlyDictionary<string, SecretConfig> sources, string folder)
{
    private const UnixFileMode OthersMayRead = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.GroupWrite;

    /// <summary>User and password of a secret of the form <c>user:password</c>.</summary>
    /// <exception cref="InvalidInputException">It is not there, open to others, or of another form.</exception>
    public (string User, string Password) ReadCredentials(string name)
    {
        var text = Read(name);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0) throw new InvalidInputException($"The secret '{name}' is not of the form user:password.");
        return (text[..colon], text[(colon + 1)..]);
    }

    /// <summary>A secret as it is, in one line.</summary>
    /// <exception cref="InvalidInputException">It is not there, or open to others.</exception>
    public string Read(string name)
    {
        if (sources.TryGetValue(name, out var source) && source.Variable is { } variable)
        {
            return Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value
                ? value
                : throw new InvalidInputException($"The secret '{name}' is not there: the environment variable {variable} is not set.");
        }
        return source?.File is null && ReadSealed(name) is { } text ? text : ReadFile(name, source?.File ?? Path.Combine(folder, name));
    }

    /// <summary>The value of a secret that is kept outside the sealed ones; null where there is none of that name.</summary>
    /// <exception cref="InvalidInputException">It is open to others, or cannot be read.</exception>
    public byte[]? FindPlain(string name)
    {
        var isNamed = sources.TryGetValue(name, out var source);
        if (!isNamed && (!IsFileName(name) || !File.Exists(Path.Combine(folder, name)))) return null;
        return Encoding.UTF8.GetBytes(source?.Variable is null ? ReadFile(name, source?.File ?? Path.Combine(folder, name)) : Read(name));
    }

    /// <summary>A secret's name may hold anything; only those that are names of files in the folder can be files in it.</summary>
    private static bool IsFileName(string name) => name.Length is > 0 and <= 255 && name is not ("." or ".." or DeviceKey.FileName or SecretVault.LockName) && !name.AsSpan().ContainsAny('/', '\0');

    private string? ReadSealed(string name)
    {
        if (!DeviceKey.Exists(folder)) return null;
        using var secret = SecretVault.Open(folder, TimeProvider.System).Read(name);
        if (secret?.OfStage(SecretStages.Current) is not { } version) return null;
        return version.IsText
            ? Encoding.UTF8.GetString(version.Value).TrimEnd('\r', '\n')
            : throw new InvalidInputException($"The secret '{name}' holds bytes, and text is needed here: set it anew as text.");
    }

    private static string ReadFile(string name, string path)
    {
        try
        {
            var mode = File.GetUnixFileMode(path);
            if ((mode & OthersMayRead) != 0)
            {
                throw new InvalidInputException($"The secret '{name}' in {path} can be read or changed by others: chmod 600 {path}.");
            }
            return File.ReadAllText(path).TrimEnd('\r', '\n');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"The secret '{name}' cannot be read: {e.Message} Set it with shoreline secret set {name}, or write user:password into {path} (mode 0600).", e);
        }
    }
}
