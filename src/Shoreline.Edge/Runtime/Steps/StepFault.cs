using Shoreline.Core;
using Shoreline.Greengrass.Recipes.Lifecycles;

namespace Shoreline.Edge.Runtime.Steps;

/// <summary>What can be wrong with a step.</summary>
internal enum StepFault
{
    /// <summary>The script said so by its exit code, or the component by a report.</summary>
    Error,
    ConfigNotValid,
    IoError,
    MissingDefaultRunWith,
    Timeout,
}

/// <summary>A step cannot be started.</summary>
internal sealed class StepException(StepFault fault, string message, Exception? inner = null) : ShorelineException(message, inner)
{
    public StepFault Fault => fault;
}

/// <summary>Codes that go with ERRORED and BROKEN (greengrass-components, 4.8).</summary>
internal static class StatusCodes
{
    public const string None = "NONE";

    /// <summary>Shutdown and uninstall know two codes only.</summary>
    public static string Of(StepName step, StepFault fault) => (step, fault) switch
    {
        (StepName.Shutdown or StepName.Uninstall, not StepFault.Timeout) => $"{Word(step)}_ERROR",
        (_, StepFault.Error) => $"{Word(step)}_ERROR",
        (_, StepFault.ConfigNotValid) => step.NotValidCode(),
        (_, StepFault.IoError) => $"{Word(step)}_IO_ERROR",
        (_, StepFault.MissingDefaultRunWith) => $"{Word(step)}_MISSING_DEFAULT_RUNWITH",
        _ => $"{Word(step)}_TIMEOUT",
    };

    private static string Word(StepName step) => step.ToString().ToUpperInvariant();
}
