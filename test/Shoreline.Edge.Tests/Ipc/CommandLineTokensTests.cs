using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Edge.Components.Native;
using Shoreline.Edge.Ipc;

namespace Shoreline.Edge.Tests.Ipc;

/// <summary>The files by which command lines find socket and token (greengrass-components, section 9).</summary>
public sealed class CommandLineTokensTests
{
    private const UnixFileMode GroupReadable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    private readonly string _user = $"user-{PosixAccounts.EffectiveUserId()}";

    [Fact]
    public void The_user_of_the_nucleus_gets_a_token_that_nobody_else_can_read()
    {
        using var folder = new ScratchFolder();
        var tokens = new CommandLineTokens();
        tokens.Renew(folder["cli_ipc_info"], "/run/ipc.socket", groups: null, NullLogger.Instance);
        var file = Assert.Single(Directory.GetFiles(folder["cli_ipc_info"]));
        Assert.Equal((_user, UnixFileMode.UserRead | UnixFileMode.UserWrite), (Path.GetFileName(file), File.GetUnixFileMode(file)));
        using var info = JsonDocument.Parse(File.ReadAllBytes(file));
        Assert.Equal(["cli_auth_token", "domain_socket_path"], info.RootElement.EnumerateObject().Select(m => m.Name));
        Assert.Equal("/run/ipc.socket", info.RootElement.GetProperty("domain_socket_path").GetString());
        var token = info.RootElement.GetProperty("cli_auth_token").GetString()!;
        Assert.Matches("^[A-Z0-9]{16}$", token);
        Assert.Equal($"greengrass-cli#{_user}", tokens.Find(System.Text.Encoding.ASCII.GetBytes(token)));
        Assert.Null(tokens.Find("AAAAAAAAAAAAAAAA"u8));
        Assert.Null(tokens.Find(default));
    }

    [Fact]
    public void Groups_get_files_of_their_own_by_name_or_number_and_unknown_ones_a_line_in_the_log()
    {
        using var folder = new ScratchFolder();
        var log = new WarningLog();
        new CommandLineTokens().Renew(folder.Path, "/run/ipc.socket", "root, 0 ,no-such-group-here", log);
        var isRoot = PosixAccounts.EffectiveUserId() == 0; // others may not give a file to a group that they are not in
        Assert.Equal(isRoot ? ["group-0", _user] : [_user], Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order());
        if (isRoot) Assert.Equal(GroupReadable, File.GetUnixFileMode(folder["group-0"]));
        Assert.Contains(log.Lines, l => l.Contains("no-such-group-here", StringComparison.Ordinal));
    }

    [Fact]
    public void Tokens_are_renewed_and_old_files_removed()
    {
        using var folder = new ScratchFolder();
        var tokens = new CommandLineTokens();
        tokens.Renew(folder.Path, "/run/ipc.socket", null, NullLogger.Instance);
        var old = Token();
        File.WriteAllText(folder["group-4711"], "{}");
        tokens.Renew(folder.Path, "/run/ipc.socket", null, NullLogger.Instance);
        Assert.Equal([_user], Directory.GetFiles(folder.Path).Select(Path.GetFileName));
        Assert.Null(tokens.Find(old));
        Assert.NotNull(tokens.Find(Token()));

        byte[] Token()
        {
            using var info = JsonDocument.Parse(File.ReadAllBytes(folder[_user]));
            return System.Text.Encoding.ASCII.GetBytes(info.RootElement.GetProperty("cli_auth_token").GetString()!);
        }
    }
}
