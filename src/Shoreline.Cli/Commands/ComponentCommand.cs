using System.CommandLine;

namespace Shoreline.Cli.Commands;

/// <summary><c>shoreline component</c>: components and their recipes.</summary>
internal static class ComponentCommand
{
    public static Command Build() => new("component", "Check recipes of components") { ComponentValidateCommand.Build() };
}
