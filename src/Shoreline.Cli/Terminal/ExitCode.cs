namespace Shoreline.Cli.Terminal;

/// <summary>What the process returns to its caller.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>The work failed.</summary>
    public const int Failed = 1;

    /// <summary>The arguments or the configuration are wrong.</summary>
    public const int Usage = 2;

    /// <summary>Something needed is missing; the message names it and how to get it.</summary>
    public const int Missing = 3;

    /// <summary>Stopped by Ctrl-C or SIGTERM before the work was done.</summary>
    public const int Interrupted = 130;
}
