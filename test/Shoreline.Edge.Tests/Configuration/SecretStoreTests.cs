using Shoreline.Core;
using Shoreline.Edge.Configuration;

namespace Shoreline.Edge.Tests.Configuration;

public sealed class SecretStoreTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    [Fact]
    public void A_secret_is_a_file_of_user_and_password_under_the_root()
    {
        Write("entrance", "operator:pass:word\n", UnixFileMode.UserRead | UnixFileMode.UserWrite);

        Assert.Equal(("operator", "pass:word"), Store().ReadCredentials("entrance"));
    }

    [Fact]
    public void A_secret_that_others_can_read_is_refused()
    {
        Write("entrance", "operator:hunter2", UnixFileMode.UserRead | UnixFileMode.OtherRead);

        var error = Assert.Throws<InvalidInputException>(() => Store().ReadCredentials("entrance"));
        Assert.Contains("chmod 600", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_secret_says_where_to_write_it()
    {
        var error = Assert.Throws<InvalidInputException>(() => Store().ReadCredentials("entrance"));

        Assert.Contains(_folder["entrance"], error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private SecretStore Store() => new(new Dictionary<string, SecretConfig>(), _folder.Path);

    private void Write(string name, string text, UnixFileMode mode)
    {
        File.WriteAllText(_folder[name], text);
        File.SetUnixFileMode(_folder[name], mode);
    }
}
