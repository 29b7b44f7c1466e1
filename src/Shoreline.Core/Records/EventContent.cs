using Shoreline.Core.Naming;

namespace Shoreline.Core.Records;

/// <summary>What an event record says, as <see cref="EventRecordWriter"/> takes it. Null, and a track of 0: absent.</summary>
public readonly record struct EventContent
{
    public required DeviceName Device { get; init; }

    /// <summary>The frame that decided it, its camera and its time.</summary>
    public required DetectionFrame Frame { get; init; }

    public required string Id { get; init; }

    public required string Type { get; init; }

    public string? Rule { get; init; }

    public string? Phase { get; init; }

    public long Track { get; init; }

    public string? Label { get; init; }

    public float? Score { get; init; }

    public Box? Box { get; init; }

    public double? Value { get; init; }

    public IReadOnlyList<EventDetail>? Details { get; init; }

    public string? Picture { get; init; }
}

/// <summary>One detail of an event: a text, a number or a boolean under a name that is unique in the event.</summary>
public readonly record struct EventDetail
{
    public EventDetail(string name, string text) => (Name, Text) = (name, text);

    public EventDetail(string name, double number) => (Name, Number) = (name, number);

    public EventDetail(string name, bool flag) => (Name, Flag) = (name, flag);

    public string Name { get; }

    public string? Text { get; }

    public double? Number { get; }

    public bool? Flag { get; }
}
