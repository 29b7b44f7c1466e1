using Microsoft.Extensions.Logging;

namespace Shoreline.Edge.Exports.Files;

/// <summary>What exports to files tell the operator beside what all exports do. Ids from 5170.</summary>
internal static partial class FileExportLog
{
    [LoggerMessage(5170, LogLevel.Warning, "{File}: cut back to {Bytes} bytes; {CutBytes} bytes behind were not whole lines or followed damage; {Lines} whole lines among them are kept beside it")]
    public static partial void TailCut(ILogger logger, string file, long bytes, long cutBytes, long lines);

    [LoggerMessage(5171, LogLevel.Error, "Files below {Folder} cannot be closed in time: {Reason}")]
    public static partial void NotClosed(ILogger logger, string folder, string reason);
}
