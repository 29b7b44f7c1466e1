namespace Shoreline.Greengrass.Recipes.Lifecycles;

/// <summary>The steps that run a script (greengrass-components, 1.9).</summary>
public enum StepName
{
    Bootstrap,
    Install,
    Startup,
    Run,
    Shutdown,
    Recover,
    Uninstall,
}

public static class StepNames
{
    /// <summary>How long a step may take where it does not say; null for ever.</summary>
    public static TimeSpan? DefaultTimeout(this StepName step) => step switch
    {
        StepName.Run => null,
        StepName.Shutdown => TimeSpan.FromSeconds(15),
        StepName.Recover => TimeSpan.FromSeconds(60),
        _ => TimeSpan.FromSeconds(120),
    };

    /// <summary>
    /// Status code of a step whose options are wrong (greengrass-components, 4.8), which has one of its own for three of them. A recover
    /// step fails into the log alone.
    /// </summary>
    public static string NotValidCode(this StepName step) => step switch
    {
        StepName.Install => "INSTALL_CONFIG_NOT_VALID",
        StepName.Startup => "STARTUP_CONFIG_NOT_VALID",
        StepName.Run => "RUN_CONFIG_NOT_VALID",
        StepName.Shutdown => "SHUTDOWN_ERROR",
        StepName.Uninstall => "UNINSTALL_ERROR",
        StepName.Bootstrap => "COMPONENT_BOOTSTRAP_ERROR",
        _ => "NONE",
    };
}
