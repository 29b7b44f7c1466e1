using System.Security.Cryptography;
using System.Text.Unicode;
using Shoreline.Core;

namespace Shoreline.Edge.Secrets;

/// <summary>The sealed secrets of a gateway, for the command line. The gateway may run meanwhile, and sees a change at once.</summary>
public static class DeviceSecrets
{
    /// <summary>Stores a value. It is cleared from <paramref name="value"/>.</summary>
    /// <param name="root">Of the gateway.</param>
    /// <param name="isBinary">Keep the bytes as they are; otherwise they are UTF-8 text, of which a line end at the end is left out.</param>
    /// <param name="stage">Its label; null makes it the current value.</param>
    /// <returns>The version's id.</returns>
    /// <exception cref="InvalidInputException">Name, value or label break a rule, or the secrets cannot be kept there.</exception>
    public static string Set(string root, string name, byte[] value, bool isBinary, string? stage)
    {
        ArgumentNullException.ThrowIfNull(value);
        try
        {
            var bytes = isBinary ? value.AsSpan() : value.AsSpan().TrimEnd("\r\n"u8);
            if (!isBinary && !Utf8.IsValid(bytes)) throw new InvalidInputException($"The value of '{name}' is not UTF-8 text. Store it with --binary.");
            return Vault(root).Set(name, bytes, !isBinary, stage ?? SecretStages.Current);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NotKept(root, e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(value);
        }
    }

    /// <summary>Names of all, in ordinal order.</summary>
    /// <exception cref="InvalidInputException">One is damaged, or they cannot be read.</exception>
    public static IReadOnlyList<string> List(string root) => Carry(root, vault => vault.Names());

    /// <returns>False where there was none.</returns>
    /// <exception cref="InvalidInputException">They cannot be changed.</exception>
    public static bool Remove(string root, string name) => Carry(root, vault => vault.Remove(name));

    private static T Carry<T>(string root, Func<SecretVault, T> work)
    {
        try { return work(Vault(root)); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { throw NotKept(root, e); }
    }

    private static SecretVault Vault(string root) => SecretVault.Open(new EdgePaths(Path.GetFullPath(root)).Secrets, TimeProvider.System);

    private static InvalidInputException NotKept(string root, Exception e) =>
        new($"The secrets of {root} cannot be read or changed: {e.Message.TrimEnd('.')}. Run it as the gateway's user, or free the disk.", e);
}
