using System.Globalization;

namespace Shoreline.Edge.Runtime.ControlGroups;

/// <summary>What a component may take (greengrass-components, section 6). Null is no limit.</summary>
internal readonly record struct GroupLimits(double? Cpus, long? MemoryKiB)
{
    private const int PeriodUs = 100_000;
    private const int LeastQuotaUs = 1_000; // the kernel takes no less

    /// <summary>Of <c>memory.max</c> and <c>memory.limit_in_bytes</c>.</summary>
    public string Memory(string none) =>
        MemoryKiB is { } kib ? Math.Min(kib, long.MaxValue >> 10 << 10 >> 10).ToString(CultureInfo.InvariantCulture) + "K" : none;

    /// <summary>Of <c>cpu.max</c>.</summary>
    public string CpuMax() => string.Create(CultureInfo.InvariantCulture, $"{(Cpus is null ? "max" : Quota("max"))} {PeriodUs}");

    /// <summary>Of <c>cpu.cfs_quota_us</c>.</summary>
    public string CpuQuota() => Quota("-1");

    public static string CpuPeriod() => PeriodUs.ToString(CultureInfo.InvariantCulture);

    private string Quota(string none) => Cpus is { } cpus
        ? ((long)Math.Clamp(Math.Round(cpus * PeriodUs), LeastQuotaUs, 1e12)).ToString(CultureInfo.InvariantCulture)
        : none;
}
