namespace Shoreline.Cloud;

/// <summary>When this process began.</summary>
internal sealed record CloudClock(DateTimeOffset StartedAt);
