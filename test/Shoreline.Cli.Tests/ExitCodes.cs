namespace Shoreline.Cli.Tests;

/// <summary>What the command promises to return: docs of the command line, not the program's own constants.</summary>
internal static class ExitCodes
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int Usage = 2;
    public const int Missing = 3;
}
