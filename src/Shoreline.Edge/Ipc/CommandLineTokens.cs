using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;
using Shoreline.Edge.Components.Native;

namespace Shoreline.Edge.Ipc;

/// <summary>Tokens for command lines: one file for each user or group that may use them (greengrass-components, section 9).</summary>
/// <remarks>They are made anew at each start, and files of earlier ones are removed first.</remarks>
internal sealed class CommandLineTokens
{
    private const int TokenChars = 16;
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    private const UnixFileMode FolderMode = AtomicFile.OwnerOnly | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private volatile IReadOnlyList<(byte[] Token, string Identity)> _tokens = [];

    /// <summary>Makes tokens and their files.</summary>
    /// <param name="folder">The <c>cli_ipc_info</c> folder; made where it is not there.</param>
    /// <param name="groups">Names or numbers with commas between them, as in <c>AuthorizedPosixGroups</c>; null for none.</param>
    public void Renew(string folder, string socketPath, string? groups, ILogger logger)
    {
        Directory.CreateDirectory(folder, FolderMode);
        foreach (var file in Directory.EnumerateFiles(folder)) File.Delete(file);
        var tokens = new List<(byte[] Token, string Identity)>();
        Make($"user-{PosixAccounts.EffectiveUserId()}", groupId: null);
        const StringSplitOptions Trimmed = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
        foreach (var group in (groups ?? "").Split(',', Trimmed).Distinct(StringComparer.Ordinal))
        {
            if (PosixAccounts.FindGroup(group) is { } id) Make($"group-{id}", id);
            else IpcLog.NoSuchGroup(logger, group);
        }
        _tokens = tokens;

        void Make(string name, uint? groupId)
        {
            var identity = IpcCaller.CommandLinePrefix + name;
            if (tokens.Any(t => t.Identity == identity)) return; // by its name and by its number
            var token = RandomNumberGenerator.GetString(Alphabet, TokenChars);
            var content = JsonSerializer.SerializeToUtf8Bytes(
                new CommandLineInfo(token, socketPath), CommandLineJson.Default.CommandLineInfo);
            var path = Path.Combine(folder, name);
            AtomicFile.Write(path, content, AtomicFile.OwnerOnly);
            if (groupId is { } id && PosixAccounts.TryGiveToGroup(path, id) is { } fault)
            {
                File.Delete(path);
                IpcLog.TokenNotGiven(logger, name, fault);
                return;
            }
            if (groupId is not null) File.SetUnixFileMode(path, AtomicFile.OwnerOnly | UnixFileMode.GroupRead);
            tokens.Add((Encoding.ASCII.GetBytes(token), identity));
        }
    }

    /// <returns>The identity that a token belongs to, or null. Takes as long for each.</returns>
    public string? Find(ReadOnlySpan<byte> token)
    {
        string? found = null;
        foreach (var (known, identity) in _tokens)
        {
            if (CryptographicOperations.FixedTimeEquals(known, token)) found = identity;
        }
        return found;
    }
}

/// <summary>Content of a file in <c>cli_ipc_info</c>.</summary>
internal sealed record CommandLineInfo(
    [property: JsonPropertyName("cli_auth_token")] string Token, [property: JsonPropertyName("domain_socket_path")] string SocketPath)
{
    public override string ToString() => $"{nameof(CommandLineInfo)} {SocketPath}";
}

[JsonSerializable(typeof(CommandLineInfo))]
internal sealed partial class CommandLineJson : JsonSerializerContext;
