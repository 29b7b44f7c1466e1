using Shoreline.Greengrass.Cbor;

namespace Shoreline.Greengrass.StreamManager.Definitions;

/// <summary>Where an S3 task executor reports (specification, 4.3).</summary>
public sealed record StatusConfig
{
    /// <summary>Default: <see cref="StatusLevel.Info"/>.</summary>
    public StatusLevel? StatusLevel { get; init; }

    /// <summary>An existing stream; without it nothing is reported.</summary>
    public string? StatusStreamName { get; init; }

    internal static StatusConfig Read(ref CborReader reader)
    {
        int? level = null;
        string? name = null;
        for (var items = reader.ReadMap(); reader.NextField(ref items, out var key);)
        {
            if (key.SequenceEqual("statusLevel"u8)) level = reader.ReadEnum(4);
            else if (key.SequenceEqual("statusStreamName"u8)) name = reader.ReadText();
            else reader.Skip();
        }
        return new StatusConfig { StatusLevel = (StatusLevel?)level, StatusStreamName = name };
    }

    internal void Write(CborWriter writer)
    {
        var map = writer.BeginMap();
        writer.Optional("statusLevel"u8, (long?)StatusLevel);
        writer.Optional("statusStreamName"u8, StatusStreamName);
        writer.EndMap(map);
    }
}
