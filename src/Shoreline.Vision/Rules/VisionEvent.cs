using Shoreline.Core.Naming;
using Shoreline.Core.Records;

namespace Shoreline.Vision.Rules;

/// <summary>Something that began, changed or ended in front of a camera. Immutable, may be kept. Its record: <c>shoreline.events/1</c>, docs/formats/records.md.</summary>
/// <remarks>Made by <see cref="EventSource"/>, which gives it its id.</remarks>
public sealed record VisionEvent
{
    /// <summary>Unique: device, camera, start of the run, number.</summary>
    public required string Id { get; init; }

    public required DeviceName Device { get; init; }

    /// <summary>The frame that decided it, its camera and its time.</summary>
    public required DetectionFrame Frame { get; init; }

    public required VisionEventType Type { get; init; }

    /// <summary>Name of the rule or procedure; null for tracks.</summary>
    public string? Rule { get; init; }

    /// <summary>Null for what is over at once.</summary>
    public EventPhase? Phase { get; init; }

    /// <summary>The object's track; 0 where there is none.</summary>
    public long Track { get; init; }

    public string? Label { get; init; }

    public float? Score { get; init; }

    public Box? Box { get; init; }

    /// <summary>A number whose meaning depends on the type.</summary>
    public double? Value { get; init; }

    public IReadOnlyList<EventDetail> Details { get; init; } = [];

    /// <summary>Where the picture of the moment is.</summary>
    public string? Picture { get; init; }

    /// <summary>The run of a procedure that ended with it; null for all other events. It has a record of its own, <c>shoreline.procedures/1</c>, beside the event's.</summary>
    public ProcedureRunContent? Run { get; init; }

    /// <summary>What its record says.</summary>
    public EventContent ToContent() => new()
    {
        Device = Device,
        Frame = Frame,
        Id = Id,
        Type = Type.ToText(),
        Rule = Rule,
        Phase = Phase switch { EventPhase.Begin => "begin", EventPhase.End => "end", _ => null },
        Track = Track,
        Label = Label,
        Score = Score,
        Box = Box,
        Value = Value,
        Details = Details,
        Picture = Picture,
    };
}

/// <summary>Whether something that lasts begins or ends.</summary>
public enum EventPhase
{
    Begin,
    End,
}
