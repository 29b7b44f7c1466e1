using Microsoft.Extensions.Logging;

namespace Shoreline.Edge.Nucleus;

/// <summary>What the nucleus tells the operator of its own options. Ids from 5380.</summary>
internal static partial class NucleusLog
{
    [LoggerMessage(5380, LogLevel.Warning,
        "Option {Option} of {Component} is {Value}, and must be {Allowed}; {Default} counts instead."
        + " Deploy a value that is allowed, or reset the option")]
    public static partial void OptionNotAllowed(
        ILogger logger, string component, string option, string value, string allowed, string @default);
}
