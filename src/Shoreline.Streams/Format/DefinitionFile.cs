using System.Text.Json;
using System.Text.Json.Serialization;
using Shoreline.Core;
using Shoreline.Streams.Files;

namespace Shoreline.Streams.Format;

/// <summary><c>definition.json</c>: fields in docs/formats/segment.md.</summary>
internal sealed record DefinitionFile
{
    private const string CurrentSchema = "shoreline.stream/1";
    private const long MostLifeMs = 9_223_372_036_854; // the most that nanoseconds in 64 bits express
    private const double MostWindowMs = 1e9; // any longer one is as wrong, and a time span may not express it
    private const int MostBytes = 16 << 20;

    public string? Schema { get; init; }

    public string? Name { get; init; }

    public string? Incarnation { get; init; }

    public string? CreatedAt { get; init; }

    public long MaxBytes { get; init; }

    public int SegmentBytes { get; init; }

    public OnFull OnFull { get; init; }

    public FlushMode Flush { get; init; }

    public double RelaxedWindowMs { get; init; }

    public long? TimeToLiveMs { get; init; }

    public bool ExpiresUnexported { get; init; }

    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    public string? Extension { get; init; }

    /// <summary>The last field: <see cref="DefinitionChecksum"/>.</summary>
    public string? Checksum { get; init; }

    /// <summary>Replaces the file in a folder so that a crash leaves the old one or the new one.</summary>
    public static void Save(IFileSystem files, string folder, StreamDefinition definition, Incarnation incarnation, long createdAtNs)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(
            new DefinitionFile
            {
                Schema = CurrentSchema,
                Name = definition.Name,
                Incarnation = incarnation.Text,
                CreatedAt = Timestamps.ToText(createdAtNs),
                MaxBytes = definition.MaxBytes,
                SegmentBytes = definition.SegmentBytes,
                OnFull = definition.OnFull,
                Flush = definition.Flush,
                RelaxedWindowMs = definition.RelaxedWindow.TotalMilliseconds,
                TimeToLiveMs = (long?)definition.TimeToLive?.TotalMilliseconds,
                ExpiresUnexported = definition.ExpiresUnexported,
                Labels = definition.Labels,
                Extension = definition.Extension,
                Checksum = DefinitionChecksum.None,
            },
            DefinitionJson.Default.DefinitionFile);
        DefinitionChecksum.Fill(json);
        var draft = Path.Combine(folder, FileNames.DefinitionDraft);
        using (var file = files.Open(draft, FileOpen.Replace))
        {
            file.Write(json, 0);
            file.Flush();
        }
        files.Move(draft, Path.Combine(folder, FileNames.Definition));
        files.SyncFolder(folder);
    }

    /// <summary>Reads the file of a folder.</summary>
    /// <returns>Null on success, otherwise what is wrong with it.</returns>
    /// <exception cref="IOException">The disk refused to read it.</exception>
    public static string? TryLoad(
        IFileSystem files, string folder, out StreamDefinition definition, out Incarnation incarnation, out long createdAtNs)
    {
        (definition, incarnation, createdAtNs) = (null!, null!, 0);
        byte[] json;
        try
        {
            using var file = files.Open(Path.Combine(folder, FileNames.Definition), FileOpen.Read);
            if (file.Length > MostBytes) return $"it has {file.Length:N0} bytes, of {MostBytes:N0} at most";
            json = new byte[file.Length];
            file.Read(json, 0);
        }
        catch (FileNotFoundException)
        {
            return "it is missing"; // asked for beforehand, a file that may not be read would seem missing, too
        }
        DefinitionFile? read;
        try { read = JsonSerializer.Deserialize(json, DefinitionJson.Default.DefinitionFile); }
        catch (JsonException e) { return $"it is not the JSON expected: {e.Message}"; }

        if (read?.Schema != CurrentSchema) return $"its schema is '{read?.Schema}', this program reads '{CurrentSchema}'";
        if (DefinitionChecksum.Check(json, read.Checksum) is { } damage) return damage;
        if (read.Name is null || !Format.Incarnation.TryParse(read.Incarnation, out incarnation))
            return "it has no name, or no incarnation of 32 hexadecimal digits";
        if (!Timestamps.TryParse(read.CreatedAt, out createdAtNs)) return $"its createdAt is '{read.CreatedAt}'";
        definition = new StreamDefinition
        {
            Name = read.Name,
            MaxBytes = read.MaxBytes,
            SegmentBytes = read.SegmentBytes,
            OnFull = read.OnFull,
            Flush = read.Flush,
            RelaxedWindow = TimeSpan.FromMilliseconds(Math.Clamp(read.RelaxedWindowMs, 0, MostWindowMs)),
            TimeToLive = read.TimeToLiveMs is { } life ? TimeSpan.FromMilliseconds(Math.Clamp(life, 0, MostLifeMs)) : null,
            ExpiresUnexported = read.ExpiresUnexported,
            Labels = read.Labels,
            Extension = read.Extension,
        };
        try { DefinitionRules.Check(definition); }
        catch (InvalidInputException e) { return e.Message; }
        return null;
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true,
    Converters = [typeof(OnFullText), typeof(FlushModeText)])]
[JsonSerializable(typeof(DefinitionFile))]
internal sealed partial class DefinitionJson : JsonSerializerContext;

internal sealed class OnFullText() : JsonStringEnumConverter<OnFull>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

internal sealed class FlushModeText() : JsonStringEnumConverter<FlushMode>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
