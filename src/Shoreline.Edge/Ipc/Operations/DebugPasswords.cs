using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Shoreline.Greengrass.Ipc.Model;

namespace Shoreline.Edge.Ipc.Operations;

/// <summary>
/// Passwords for the local page, made for the command line (greengrass-ipc, 6.5). They are kept as digests, and end with the process.
/// </summary>
internal sealed class DebugPasswords(TimeProvider time)
{
    public const string UserName = "debug";

    private const int RandomBytes = 32;
    private const int MaxKept = 16; // one more makes the oldest useless
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(8);

    private readonly Lock _lock = new();
    private readonly Queue<(byte[] Digest, DateTimeOffset Expires)> _passwords = new(MaxKept);

    public CreateDebugPasswordResponse Create(IpcCaller caller, Empty request)
    {
        var password = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));
        var expires = time.GetUtcNow() + Lifetime;
        lock (_lock)
        {
            if (_passwords.Count == MaxKept) _passwords.Dequeue();
            _passwords.Enqueue((Digest(password), expires));
        }
        return new CreateDebugPasswordResponse { Username = UserName, Password = password, PasswordExpiration = expires };
    }

    /// <summary>Whether it is a password that was made and has not expired. Takes as long for each.</summary>
    public bool IsValid(string user, string password)
    {
        var digest = Digest(password);
        var now = time.GetUtcNow();
        var isValid = false;
        lock (_lock)
        {
            foreach (var (known, expires) in _passwords) isValid |= CryptographicOperations.FixedTimeEquals(known, digest) & now < expires;
        }
        return isValid && user == UserName;
    }

    private static byte[] Digest(string password) => SHA256.HashData(Encoding.UTF8.GetBytes(password));
}
