using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Shoreline.Vision.Models;

/// <summary>SHA-256 of files, remembered by path, size and time of last change so that a start does not read gigabytes of weights again.</summary>
internal sealed class DigestCache(string path)
{
    private readonly Lock _lock = new();
    private Dictionary<string, DigestEntry>? _entries;

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public string Of(string file)
    {
        var facts = new FileInfo(file);
        lock (_lock)
        {
            _entries ??= Load();
            if (_entries.TryGetValue(facts.FullName, out var known) && known.Bytes == facts.Length && known.ChangedTicks == facts.LastWriteTimeUtc.Ticks)
            {
                return known.Sha256;
            }
            using var stream = facts.OpenRead();
            var digest = Convert.ToHexStringLower(SHA256.HashData(stream));
            _entries[facts.FullName] = new DigestEntry(facts.Length, facts.LastWriteTimeUtc.Ticks, digest);
            Save(_entries);
            return digest;
        }
    }

    private Dictionary<string, DigestEntry> Load()
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), DigestJson.Default.DictionaryStringDigestEntry) ?? [];
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            return []; // nothing remembered yet, or nothing that can be read: the digests are computed again
        }
    }

    private void Save(Dictionary<string, DigestEntry> entries)
    {
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(entries, DigestJson.Default.DictionaryStringDigestEntry));
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A home that cannot be written to costs time at the next start, nothing else.
        }
    }
}

internal sealed record DigestEntry(long Bytes, long ChangedTicks, string Sha256);

[JsonSerializable(typeof(Dictionary<string, DigestEntry>))]
internal sealed partial class DigestJson : JsonSerializerContext;
