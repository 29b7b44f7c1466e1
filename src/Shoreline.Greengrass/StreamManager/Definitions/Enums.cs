namespace Shoreline.Greengrass.StreamManager.Definitions;

// Specification, 4.2. On the wire all of them are numbers.

public enum StrategyOnFull
{
    RejectNewData = 0,
    OverwriteOldestData = 1,
}

public enum Persistence
{
    File = 0,
    Memory = 1,
}

public enum ExportFormat
{
    RawNotBatched = 0,
    JsonBatched = 1,
}

/// <summary>Ascending verbosity.</summary>
public enum StatusLevel
{
    Error = 0,
    Warn = 1,
    Info = 2,
    Debug = 3,
    Trace = 4,
}
