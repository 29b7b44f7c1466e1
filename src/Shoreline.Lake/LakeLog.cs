using Microsoft.Extensions.Logging;

namespace Shoreline.Lake;

internal static partial class LakeLog
{
    [LoggerMessage(6001, LogLevel.Warning, "{Key}: the checkpoint cannot be read ({Reason}); reading the log from its start instead")]
    public static partial void CheckpointUnreadable(ILogger logger, string key, string reason);

    [LoggerMessage(6002, LogLevel.Warning, "Table {Table}: no checkpoint at version {Version}: {Reason}")]
    public static partial void CheckpointFailed(ILogger logger, string table, long version, string reason);

    [LoggerMessage(6003, LogLevel.Error, "Job {Job}: {Reason}")]
    public static partial void JobFailed(ILogger logger, string job, string reason);

    [LoggerMessage(6004, LogLevel.Debug, "Job {Job}: {RowsRead} rows read, {RowsWritten} written, {RowsQuarantined} quarantined in {DurationMs} ms")]
    public static partial void JobDone(ILogger logger, string job, long rowsRead, long rowsWritten, long rowsQuarantined, long durationMs);

    [LoggerMessage(6005, LogLevel.Warning, "Job {Job}: the log of run {Run} could not be kept: {Reason}")]
    public static partial void RunLogFailed(ILogger logger, string job, string run, string reason);
}
