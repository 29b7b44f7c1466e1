using Microsoft.Extensions.Logging;

namespace Shoreline.Edge.Reload;

/// <summary>What the gateway tells of reading its configuration again. Ids from 5061.</summary>
internal static partial class ReloadLog
{
    [LoggerMessage(5061, LogLevel.Information, "Reload {Generation}: {File} is read again")]
    public static partial void Begins(ILogger logger, int generation, string file);

    [LoggerMessage(
        5062, LogLevel.Information,
        "Reload {Generation} is applied: started [{Started}], restarted [{Restarted}], stopped [{Stopped}], {LeftAlone} left alone")]
    public static partial void Applied(ILogger logger, int generation, string started, string restarted, string stopped, int leftAlone);

    [LoggerMessage(5063, LogLevel.Error, "Reload {Generation} is refused, and nothing is changed: {Fault}")]
    public static partial void Refused(ILogger logger, int generation, string fault);

    [LoggerMessage(5064, LogLevel.Error, "Reload {Generation} failed, and the gateway goes by the configuration it had: {Fault}")]
    public static partial void Failed(ILogger logger, int generation, string fault);

    [LoggerMessage(5065, LogLevel.Warning, "Reload {Generation}: changes of {Keys} take effect at the next start")]
    public static partial void AtNextStart(ILogger logger, int generation, string keys);

    [LoggerMessage(5066, LogLevel.Warning, "Reload {Generation}: {Note}")]
    public static partial void Noted(ILogger logger, int generation, string note);

    [LoggerMessage(5067, LogLevel.Error, "Reload {Generation} broke off in a way that is not foreseen")]
    public static partial void Broke(ILogger logger, Exception exception, int generation);

    [LoggerMessage(5068, LogLevel.Error, "The report of reload {Generation} cannot be written to {Path}: {Reason}")]
    public static partial void ReportNotWritten(ILogger logger, int generation, string path, string reason);
}
