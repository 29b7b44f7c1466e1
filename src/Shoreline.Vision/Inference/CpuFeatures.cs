using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Shoreline.Vision.Inference;

/// <summary>What the processor can do, as a text that differs where code made for one does not suit another.</summary>
internal static class CpuFeatures
{
    private static readonly Lazy<string> Known = new(Read);

    public static string Text => Known.Value;

    private static string Read() => $"{RuntimeInformation.ProcessArchitecture} {(X86Base.IsSupported ? ReadX86() : ReadProcessorFile())}";

    /// <summary>Family, model and feature bits. Of leaf 1, EBX is left out: it tells which core asked.</summary>
    private static string ReadX86()
    {
        var (model, _, features1, features2) = X86Base.CpuId(1, 0);
        var (_, extended1, extended2, extended3) = X86Base.CpuId(7, 0);
        return string.Create(
            CultureInfo.InvariantCulture, $"{model:x8} {features1:x8} {features2:x8} {extended1:x8} {extended2:x8} {extended3:x8}");
    }

    /// <summary>ARM and others: Linux tells the features of each core in words.</summary>
    private static string ReadProcessorFile()
    {
        try
        {
            string[] keys = ["Features", "CPU implementer", "CPU part", "isa"];
            var lines = File.ReadLines("/proc/cpuinfo").Take(1000)
                .Where(line => keys.Any(key => line.StartsWith(key, StringComparison.Ordinal)));
            return string.Join(';', lines.Distinct().Order(StringComparer.Ordinal));
        }
        catch (IOException)
        {
            return Environment.MachineName; // what is made here serves here
        }
    }
}
