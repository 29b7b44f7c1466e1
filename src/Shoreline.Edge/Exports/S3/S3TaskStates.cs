using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Shoreline.Edge.Exports.S3;

/// <summary>
/// Keeps the state of the task under way, one file for each stream and export. Tasks of an export run one after the other, so one is
/// enough.
/// </summary>
internal sealed class S3TaskStates(string folder, string export)
{
    private const int NameBytes = 16;

    /// <returns>Null where there is none, or none that can be read: the task then begins anew.</returns>
    public S3TaskState? Read(string stream)
    {
        try
        {
            var state = JsonSerializer.Deserialize(File.ReadAllBytes(PathOf(stream)), S3TaskStateJson.Default.S3TaskState);
            return state is { Schema: S3TaskState.CurrentSchema } && state.Stream == stream && state.Export == export ? state : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    /// <exception cref="IOException">The disk refused; the state before is still there.</exception>
    public S3TaskState Write(S3TaskState state)
    {
        Directory.CreateDirectory(folder);
        DurableFile.Write(PathOf(state.Stream), JsonSerializer.SerializeToUtf8Bytes(state, S3TaskStateJson.Default.S3TaskState));
        return state;
    }

    public void Delete(string stream)
    {
        if (File.Exists(PathOf(stream))) DurableFile.Delete(PathOf(stream));
    }

    /// <summary>
    /// Names of streams and exports may hold anything and be long: the file is named by their digest and holds them inside.
    /// </summary>
    private string PathOf(string stream) =>
        Path.Combine(
            folder,
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{stream}\n{export}")).AsSpan(0, NameBytes)) + ".json");
}
