using System.Security.Cryptography;
using System.Text;
using Shoreline.Core;
using Shoreline.Edge.Configuration;
using Shoreline.Edge.Secrets;

namespace Shoreline.Edge.Tests.Secrets;

public sealed class SecretVaultTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    [Fact]
    public void A_value_comes_back_and_is_nowhere_to_be_read_on_disk()
    {
        var vault = OnDisk();
        vault.Set("camera", "operator:hunter2"u8, isText: true);

        using var secret = OnDisk().Read("camera")!;
        Assert.Equal("operator:hunter2", Encoding.UTF8.GetString(secret.OfStage(SecretStages.Current)!.Value));
        foreach (var file in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories))
        {
            var content = File.ReadAllText(file, Encoding.Latin1);
            Assert.DoesNotContain("hunter2", content, StringComparison.Ordinal);
            Assert.DoesNotContain("camera", content + file, StringComparison.Ordinal);
            Assert.DoesNotContain(Convert.ToBase64String("operator:hunter2"u8), content, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_key_is_the_owners_alone_and_one_that_others_can_read_is_refused()
    {
        OnDisk();
        var key = Path.Combine(Folder, DeviceKey.FileName);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(key));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Folder));

        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        Assert.Contains("chmod 600", Assert.Throws<InvalidInputException>(OnDisk).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_value_is_current_and_the_one_before_it_the_previous()
    {
        var vault = Simulated(new SimulatedFileSystem());
        var ids = new[] { "one", "two", "three" }.Select(value => vault.Set("s", Encoding.UTF8.GetBytes(value), isText: true)).ToArray();

        using var secret = vault.Read("s")!;
        Assert.Equal((ids[2], ids[1]), (secret.OfStage(SecretStages.Current)!.Id, secret.OfStage(SecretStages.Previous)!.Id));
        Assert.DoesNotContain(secret.Versions, version => version.Id == ids[0]);
    }

    [Fact]
    public void A_label_of_ones_own_leaves_the_current_value_alone()
    {
        var vault = Simulated(new SimulatedFileSystem());
        vault.Set("s", "now"u8, isText: true);
        vault.Set("s", [0, 255, 1], isText: false, "CANDIDATE");
        vault.Set("s", [2], isText: false, "CANDIDATE");

        using var secret = vault.Read("s")!;
        Assert.Equal("now"u8, secret.OfStage(SecretStages.Current)!.Value);
        Assert.Equal([2], secret.OfStage("CANDIDATE")!.Value);
        Assert.Equal(2, secret.Versions.Count);
    }

    [Fact]
    public void Names_are_listed_and_a_removed_one_is_gone()
    {
        var vault = Simulated(new SimulatedFileSystem());
        foreach (var name in new[] { "b", "a/../x", "arn:aws:secretsmanager:eu-west-1:1:secret:z-AbCdEf" }) vault.Set(name, "v"u8, isText: true);

        Assert.Equal(["a/../x", "arn:aws:secretsmanager:eu-west-1:1:secret:z-AbCdEf", "b"], vault.Names());
        Assert.True(vault.Remove("b"));
        Assert.False(vault.Remove("b"));
        Assert.Null(vault.Read("b"));
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("line\nbreak", 1)]
    [InlineData("s", 0)]
    [InlineData("s", SecretVault.ValueBytes + 1)]
    public void Names_and_values_have_bounds(string name, int bytes) =>
        Assert.Throws<InvalidInputException>(() => Simulated(new SimulatedFileSystem()).Set(name, new byte[bytes], isText: false));

    [Fact]
    public void No_flipped_bit_and_no_other_key_or_name_opens_a_secret()
    {
        var disk = new SimulatedFileSystem();
        Simulated(disk).Set("s", "value"u8, isText: true);
        var path = disk.AllFiles("/secrets").Single(file => file.EndsWith(".secret", StringComparison.Ordinal));
        for (var bit = 0; bit < 8 * disk.Find(path).Content.Length; bit++)
        {
            var copy = disk.Fork();
            copy.Find(path).Flip(bit);
            Assert.Throws<InvalidInputException>(() => Simulated(copy).Read("s"));
        }
        Assert.Throws<InvalidInputException>(() => new SecretVault(disk, "/secrets", new byte[32], TimeProvider.System).Read("s"));
        Simulated(disk).Set("t", "other"u8, isText: true);
        disk.Move(path, disk.AllFiles("/secrets").Single(file => file.EndsWith(".secret", StringComparison.Ordinal) && file != path));
        Assert.Throws<InvalidInputException>(() => Simulated(disk).Read("t"));
    }

    [Fact]
    public void A_stop_at_any_call_leaves_the_old_or_the_new_value_and_never_less_than_was_answered()
    {
        var stops = 0;
        for (var seed = 0; seed < 20; seed++)
        {
            for (var call = 1; Stopped(seed, call); call++) stops++;
        }
        Assert.True(stops > 100, $"only {stops} stops were tried");
    }

    [Fact]
    public void The_configuration_reads_what_was_sealed_and_files_as_before()
    {
        OnDisk().Set("sealed", "user:pass"u8, isText: true);
        var file = Path.Combine(Folder, "plain");
        File.WriteAllText(file, "other:word\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var store = new SecretStore(new Dictionary<string, SecretConfig>(), Folder);

        Assert.Equal(("user", "pass"), store.ReadCredentials("sealed"));
        Assert.Equal(("other", "word"), store.ReadCredentials("plain"));
        Assert.Equal("other:word"u8, store.FindPlain("plain")!);
        Assert.Null(store.FindPlain(DeviceKey.FileName));
        Assert.Null(store.FindPlain("../" + Path.GetFileName(_folder.Path)));
    }

    public void Dispose() => _folder.Dispose();

    private string Folder => _folder["secrets"];

    private SecretVault OnDisk() => SecretVault.Open(Folder, TimeProvider.System);

    private static SecretVault Simulated(SimulatedFileSystem disk)
    {
        disk.CreateFolder("/secrets");
        disk.SyncFolder("/");
        return new SecretVault(disk, "/secrets", SHA256.HashData("key"u8), TimeProvider.System);
    }

    private static bool Stopped(int seed, int call)
    {
        var random = new Random(seed);
        var disk = new SimulatedFileSystem { CallsUntilStop = call };
        var (answered, tried) = (0, 0);
        try
        {
            var vault = Simulated(disk);
            while (tried < 3)
            {
                vault.Set("s", [(byte)++tried], isText: false);
                answered = tried;
            }
        }
        catch (IOException) when (disk.IsStopped) { /* as asked for */ }
        if (!disk.IsStopped) return false;

        using var secret = Simulated(random.Next(2) == 0 ? disk.AfterKill() : disk.AfterPowerCut(random)).Read("s");
        var found = secret?.OfStage(SecretStages.Current)?.Value[0] ?? 0;
        Assert.True(found == answered || found == tried, $"seed {seed}, call {call}: {found} after {answered} of {tried}");
        return true;
    }
}
