using System.CommandLine;
using Shoreline.Cli.Terminal;
using Shoreline.Core;
using Shoreline.Core.Native;

namespace Shoreline.Cli.Commands;

/// <summary><c>shoreline doctor</c>: what is installed, what is missing, what to do about it.</summary>
internal static class DoctorCommand
{
    private static readonly (string Library, string For)[] Libraries =
    [
        ("gstreamer-1.0", "capture"), ("gstapp-1.0", "capture"), ("cairo", "drawing"), ("turbojpeg", "JPEG"), ("mosquitto", "MQTT"),
        ("onnxruntime", "inference"), ("duckdb", "tables and queries"),
    ];

    private static readonly (string Program, string Package, string For)[] Programs =
        [("mosquitto", "mosquitto", "the broker"), ("setpriv", "util-linux", "child processes")];

    private static readonly string[] ProgramFolders = ["/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin"];

    public static Command Build()
    {
        var command = new Command("doctor", "Say what is installed, what is missing and what to do about it");
        command.SetAction(_ => Run(Console.Out));
        return command;
    }

    private static int Run(TextWriter output)
    {
        var missing = 0;
        foreach (var (library, use) in Libraries)
        {
            try
            {
                NativeLibraries.Load(library);
                output.WriteLine($"ok       {library,-16} {use}");
            }
            catch (MissingDependencyException e)
            {
                missing++;
                output.WriteLine($"missing  {library,-16} {use}: {e.Message}");
            }
        }
        foreach (var (program, package, use) in Programs)
        {
            if (ProgramFolders.Any(folder => File.Exists(Path.Combine(folder, program))))
            {
                output.WriteLine($"ok       {program,-16} {use}");
                continue;
            }
            missing++;
            output.WriteLine($"missing  {program,-16} {use}: apt-get install {package}");
        }
        output.WriteLine(Assets.Find() is { } assets ? $"ok       assets           {assets}" : "none     assets           test clips and models; set SHORELINE_ASSETS where you have them");
        return missing == 0 ? ExitCode.Done : ExitCode.Missing;
    }
}
