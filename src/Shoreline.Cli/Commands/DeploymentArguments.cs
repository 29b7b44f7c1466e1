using System.Text.Json;
using System.Text.Json.Nodes;
using Shoreline.Core;
using Shoreline.Greengrass.Ipc.Model;

namespace Shoreline.Cli.Commands;

/// <summary>Forms of arguments that only deployments have (greengrass-components, section 8).</summary>
internal static class DeploymentArguments
{
    private const long MaxFileBytes = 16 << 20;

    /// <summary><c>name=version</c>.</summary>
    public static Dictionary<string, string>? Versions(string[]? words)
    {
        var versions = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var word in words ?? [])
        {
            var (name, version) = Split(word, '=');
            if (name.Length == 0 || version.Length == 0) throw new InvalidInputException($"--merge is '{word}': write name=version, such as com.example.Door=1.0.0.");
            if (!versions.TryAdd(name, version)) throw new InvalidInputException($"--merge names {name} twice: a component has one version.");
        }
        return versions.Count > 0 ? versions : null;
    }

    /// <summary>Names, each its own or with commas between.</summary>
    public static List<string>? Names(string[]? words)
    {
        List<string> names = [.. (words ?? []).SelectMany(word => word.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Distinct()];
        return names.Count > 0 ? names : null;
    }

    /// <summary>A folder, which the gateway reads: it gets the absolute path.</summary>
    public static string? Folder(string option, string? path)
    {
        if (path is null) return null;
        var full = Path.GetFullPath(Home(path));
        return Directory.Exists(full) ? full : throw new InvalidInputException($"{option} is {path}: there is no such folder.");
    }

    /// <summary><c>name:posixUser=user[:group]</c> or <c>name:windowsUser=user</c>, and the limits of each.</summary>
    public static Dictionary<string, RunWithInfo>? RunWith(string[]? words, string? limits)
    {
        var infos = new Dictionary<string, RunWithInfo>(StringComparer.Ordinal);
        foreach (var word in words ?? [])
        {
            var (name, rest) = Split(word, ':');
            var (kind, user) = Split(rest, '=');
            var info = infos.GetValueOrDefault(name) ?? new RunWithInfo();
            infos[name] = (kind, name.Length > 0 && user.Length > 0) switch
            {
                ("posixUser", true) => info with { PosixUser = user },
                ("windowsUser", true) => info with { WindowsUser = user },
                _ => throw new InvalidInputException($"--runWith is '{word}': write name:posixUser=user, name:posixUser=user:group or name:windowsUser=user."),
            };
        }
        foreach (var (name, value) in Members("--systemLimits", limits))
        {
            infos[name] = (infos.GetValueOrDefault(name) ?? new RunWithInfo()) with { SystemResourceLimits = Limits(name, value) };
        }
        return infos.Count > 0 ? infos : null;
    }

    /// <summary><c>{"name":{"MERGE":{…},"RESET":[…]}}</c>.</summary>
    public static Dictionary<string, JsonObject>? Configuration(string? text)
    {
        var updates = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var (name, value) in Members("--update-config", text))
        {
            if (value.FirstOrDefault(m => m.Key is not ("MERGE" or "RESET")) is { Key: { } key })
            {
                throw new InvalidInputException($"--update-config: {name} has '{key}'; it may have MERGE, an object, and RESET, a list of JSON pointers, in capitals.");
            }
            if (value["MERGE"] is not (null or JsonObject) || value["RESET"] is not (null or JsonArray))
            {
                throw new InvalidInputException($"--update-config: in {name}, MERGE is an object, and RESET a list of JSON pointers.");
            }
            updates[name] = value;
        }
        return updates.Count > 0 ? updates : null;
    }

    /// <summary>A file's content where the text names one, else the text itself.</summary>
    public static byte[] TextOrFile(string text)
    {
        var path = Home(text);
        if (!File.Exists(path)) return System.Text.Encoding.UTF8.GetBytes(text);
        try
        {
            if (new FileInfo(path).Length > MaxFileBytes) throw new IOException($"it has more than {MaxFileBytes:N0} bytes");
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"'{text}' cannot be read: {e.Message}", e);
        }
    }

    private static SystemResourceLimits Limits(string component, JsonObject value)
    {
        try
        {
            return value.Deserialize(IpcJson.Wire.SystemResourceLimits)!;
        }
        catch (JsonException e)
        {
            throw new InvalidInputException($"--systemLimits: {component} has no numbers 'cpus' and 'memory' (KiB): {e.Message}", e);
        }
    }

    /// <summary>A JSON object whose members are objects, one for each component.</summary>
    private static IEnumerable<(string Name, JsonObject Value)> Members(string option, string? text)
    {
        if (text is null) return [];
        try
        {
            var document = JsonNode.Parse(TextOrFile(text)) as JsonObject ?? throw new JsonException("it is no object");
            return [.. document.Select(m => (m.Key, m.Value as JsonObject ?? throw new JsonException($"what stands for {m.Key} is no object")))];
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new InvalidInputException($"{option} is no JSON object with an object for each component, and names no file: {e.Message}", e);
        }
    }

    private static string Home(string path) =>
        path.StartsWith("~/", StringComparison.Ordinal) ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), path[2..]) : path;

    private static (string Before, string Behind) Split(string word, char at) =>
        word.IndexOf(at) is var index and >= 0 ? (word[..index].Trim(), word[(index + 1)..].Trim()) : (word, "");
}
