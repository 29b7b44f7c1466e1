using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;

namespace Shoreline.Edge.Secrets;

/// <summary>A secret with its versions, opened. Dispose clears the values.</summary>
internal sealed record StoredSecret(string Name, IReadOnlyList<SecretVersion> Versions) : IDisposable
{
    private const string Schema = "shoreline.secret/1";

    public SecretVersion? OfStage(string stage) => Versions.FirstOrDefault(version => version.Stages.Contains(stage));

    /// <summary>The secret with a further version. It takes its stage from the one that had it; the one that was current becomes the previous one; those without any stage go.</summary>
    public StoredSecret With(SecretVersion added)
    {
        List<SecretVersion> versions = [added];
        var wasCurrent = added.Stages.Contains(SecretStages.Current) ? OfStage(SecretStages.Current) : null;
        foreach (var version in Versions)
        {
            IReadOnlyList<string> stages = version == wasCurrent
                ? [.. version.Stages.Except(added.Stages).Except([SecretStages.Previous]), SecretStages.Previous]
                : [.. version.Stages.Except(added.Stages).Except(wasCurrent is null ? [] : [SecretStages.Previous])];
            if (stages.Count > 0) versions.Add(version with { Stages = stages });
        }
        return new StoredSecret(Name, versions);
    }

    /// <summary>As JSON, to be sealed. The caller clears it.</summary>
    public byte[] Encode()
    {
        var buffer = new ArrayBufferWriter<byte>(1024 + 2 * Versions.Sum(version => version.Value.Length)); // large enough: growing would leave copies behind
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("schema", Schema);
            writer.WriteString("name", Name);
            writer.WriteStartArray("versions");
            foreach (var version in Versions)
            {
                writer.WriteStartObject();
                writer.WriteString("id", version.Id);
                writer.WriteStartArray("stages");
                foreach (var stage in version.Stages) writer.WriteStringValue(stage);
                writer.WriteEndArray();
                writer.WriteNumber("createdNs", version.CreatedAtNs);
                writer.WriteBoolean("text", version.IsText);
                writer.WriteBase64String("value", version.Value);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        var bytes = buffer.WrittenSpan.ToArray();
        buffer.Clear(); // overwrites what was written
        return bytes;
    }

    /// <param name="json">Cleared by this.</param>
    /// <returns>Null for what is no such document.</returns>
    public static StoredSecret? Decode(byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.GetProperty("schema").GetString() != Schema) return null;
            return new StoredSecret(root.GetProperty("name").GetString()!, [.. root.GetProperty("versions").EnumerateArray().Select(Version)]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return null; // sealed by us and yet of another form: a newer program wrote it
        }
        finally
        {
            CryptographicOperations.ZeroMemory(json);
        }
    }

    public void Dispose()
    {
        foreach (var version in Versions) version.Dispose();
    }

    private static SecretVersion Version(JsonElement version) => new(
        version.GetProperty("id").GetString()!, [.. version.GetProperty("stages").EnumerateArray().Select(stage => stage.GetString()!)],
        version.GetProperty("createdNs").GetInt64(), version.GetProperty("text").GetBoolean(), version.GetProperty("value").GetBytesFromBase64());
}
