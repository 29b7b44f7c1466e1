using Shoreline.Core;

namespace Shoreline.Edge.Configuration;

/// <summary>Reads the secrets that a configuration names. What they hold goes into files of mode 0600 only, never into a log or an argument.</summary>
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
        return ReadFile(name, source?.File ?? Path.Combine(folder, name));
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
            throw new InvalidInputException($"The secret '{name}' cannot be read: {e.Message} Write user:password into {path} (mode 0600).", e);
        }
    }
}
