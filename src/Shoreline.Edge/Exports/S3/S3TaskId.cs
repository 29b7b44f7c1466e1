namespace Shoreline.Edge.Exports.S3;

/// <summary>A task's message.</summary>
internal readonly record struct S3TaskId(string Stream, string Incarnation, long Sequence);
