using System.Runtime.InteropServices;

namespace Shoreline.Edge.FleetStatus;

/// <summary>What a status message says of the device.</summary>
internal sealed record StatusDevice(string Thing, string Version)
{
    public string Platform { get; init; } = OperatingSystem.IsLinux() ? "linux" : "unknown";

    public string Architecture { get; init; } = RuntimeInformation.OSArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "amd64",
        System.Runtime.InteropServices.Architecture.X86 => "x86",
        System.Runtime.InteropServices.Architecture.Arm64 => "aarch64",
        System.Runtime.InteropServices.Architecture.Arm or System.Runtime.InteropServices.Architecture.Armv6 => "arm",
        _ => "unknown",
    };
}
