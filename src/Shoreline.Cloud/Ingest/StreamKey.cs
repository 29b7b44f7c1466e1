namespace Shoreline.Cloud.Ingest;

/// <summary>One life of one stream of one device. Within it a sequence names a record for ever.</summary>
internal readonly record struct StreamKey(string Device, string Stream, string Incarnation);
