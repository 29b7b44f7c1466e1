using System.ComponentModel;
using System.Diagnostics;

namespace Shoreline.Benchmarks;

/// <summary>Programs that a measurement starts and ends.</summary>
internal static class Children
{
    /// <summary>This program, by its own launcher also where it was started by <c>dotnet</c>.</summary>
    public static string OwnPath { get; } = Path.Combine(AppContext.BaseDirectory, "Shoreline.Benchmarks");

    /// <param name="debianPackage">What to install where the program is not there.</param>
    /// <exception cref="MissingException">It is not there.</exception>
    public static Process Start(string program, IEnumerable<string> arguments, string debianPackage = "", bool takesInput = false)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardInput = takesInput };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new MissingException(program, debianPackage);
        }
    }

    /// <summary>Runs a program to its end.</summary>
    /// <param name="input">What it reads.</param>
    /// <returns>What it wrote.</returns>
    public static async Task<string> RunAsync(string program, IEnumerable<string> arguments, string debianPackage, ReadOnlyMemory<byte> input = default)
    {
        using var child = Start(program, arguments, debianPackage, takesInput: true);
        var output = child.StandardOutput.ReadToEndAsync();
        await child.StandardInput.BaseStream.WriteAsync(input);
        child.StandardInput.Close();
        await child.WaitForExitAsync();
        return child.ExitCode == 0 ? await output : throw new InvalidOperationException($"{program} ended with {child.ExitCode}: {await output}");
    }
}

/// <summary>Something that only the benchmarks need is not installed.</summary>
internal sealed class MissingException(string what, string debianPackage) : Exception($"{what} is not there. Install it: apt-get install {debianPackage}");
