using Shoreline.Core;
using Shoreline.Greengrass.Recipes.Lifecycles;

namespace Shoreline.Edge.Runtime.Steps;

/// <summary>What can be wrong with a step.</summary>
internal enum StepFailure
{
    /// <summary>The script said so by its exit code, or the component by a report.</summary>
    Error,
    ConfigNotValid,
    IoError,
    MissingDefaultRunWith,
    Timeout,
}

/// <summary>A step cannot be started.</summary>
internal sealed class StepException(StepFailure fault, string message, Exception? inner = null) : ShorelineException(message, inner)
{
    public StepFailure Fault => fault;
}

/// <summary>Codes that go with ERRORED and BROKEN (greengrass-components, 4.8).</summary>
internal static class StatusCodes
{
    public const string None = "NONE";

    /// <summary>Shutdown and uninstall know two codes only.</summary>
    public static string Of(StepName step, StepFailure fault) => (step, fault) switch
    {
        (StepName.Shutdown or StepName.Uninstall, not StepFailure.Timeout) => $"{Word(step)}_ERROR",
        (_, StepFailure.Error) => $"{Word(step)}_ERROR",
        (_, StepFailure.ConfigNotValid) => step.NotValidCode(),
        (_, StepFailure.IoError) => $"{Word(step)}_IO_ERROR",
        (_, StepFailure.MissingDefaultRunWith) => $"{Word(step)}_MISSING_DEFAULT_RUNWITH",
        _ => $"{Word(step)}_TIMEOUT",
    };

    private static string Word(StepName step) => step.ToString().ToUpperInvariant();
}
