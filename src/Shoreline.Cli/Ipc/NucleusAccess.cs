using System.Globalization;
using System.Text.Json;
using Shoreline.Core;
using Shoreline.Sdk.Ipc;

namespace Shoreline.Cli.Ipc;

/// <summary>Finds the socket and the token with which a local user speaks to the nucleus of a root (greengrass-components, section 9, <c>cli_ipc_info</c>).</summary>
internal static class NucleusAccess
{
    private const long MaxFileBytes = 64 << 10;

    /// <summary>Connects to the gateway of a root.</summary>
    /// <exception cref="ShorelineException">None runs there, or this user may not.</exception>
    public static async Task<GreengrassIpcClient> ConnectAsync(string root, CancellationToken cancellationToken)
    {
        var (socket, token) = Read(root);
        try
        {
            return await GreengrassIpcClient.ConnectAsync(new GreengrassIpcClientOptions { SocketPath = socket, AuthToken = token }, cancellationToken: cancellationToken);
        }
        catch (IpcConnectException e) when (e.IsRefused)
        {
            throw new ShorelineException($"The gateway in {root} does not know the token in {Folder(root)}: it was started anew just now, perhaps. Try again.", e);
        }
        catch (IpcConnectException e)
        {
            throw new MissingDependencyException(
                $"No gateway answers at {socket}, which {Folder(root)} names ({e.InnerException?.Message.TrimEnd('.') ?? "no reason given"}): start one with 'shoreline edge', " +
                "or name another folder with --root.", e);
        }
    }

    private static string Folder(string root) => Path.Combine(root, "cli_ipc_info");

    private static (string Socket, string Token) Read(string root)
    {
        if (!Directory.Exists(Folder(root)))
        {
            throw new MissingDependencyException($"No gateway with components runs in {root}: start one with 'shoreline edge', or name another folder with --root.");
        }
        var refused = "";
        foreach (var path in Candidates(Folder(root), LocalUser.Read()).Where(File.Exists))
        {
            try
            {
                if (new FileInfo(path).Length > MaxFileBytes) throw new JsonException($"it has more than {MaxFileBytes:N0} bytes");
                using var file = JsonDocument.Parse(File.ReadAllBytes(path));
                if (Text(file, "domain_socket_path") is { } socket && Text(file, "cli_auth_token") is { } token) return (socket, token);
                throw new JsonException("cli_auth_token or domain_socket_path is missing");
            }
            catch (Exception e) when (e is UnauthorizedAccessException or IOException)
            {
                refused = $" {path}: {e.Message}";
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                throw new ShorelineException($"{path} is no token file: {e.Message.TrimEnd('.')}. Start the gateway anew: it writes the file again.", e);
            }
        }
        throw new ShorelineException(
            $"This user may not speak to the gateway in {root}: {Folder(root)} has no file for it or its groups that it can read.{refused} Run this as the user that runs the gateway, " +
            "or name one of your groups in AuthorizedPosixGroups of the component aws.greengrass.Cli.");
    }

    /// <summary>The user's own first, then its groups'. Root may read them all, and takes any user's where it has none.</summary>
    private static IEnumerable<string> Candidates(string folder, LocalUser user)
    {
        yield return Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"user-{user.Id}"));
        foreach (var group in user.Groups) yield return Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"group-{group}"));
        if (user.Id != 0) yield break;
        foreach (var other in Directory.EnumerateFiles(folder, "user-*").Order(StringComparer.Ordinal)) yield return other;
    }

    private static string? Text(JsonDocument file, string name) =>
        file.RootElement.TryGetProperty(name, out var value) && value.GetString() is { Length: > 0 } text ? text : null;
}
