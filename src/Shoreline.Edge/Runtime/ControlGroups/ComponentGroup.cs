using System.Globalization;
using Shoreline.Edge.Runtime.Processes;

namespace Shoreline.Edge.Runtime.ControlGroups;

/// <summary>The control groups of one component. Made when its first step starts, removed with it.</summary>
internal sealed class ComponentGroup : IProcessTracker
{
    private readonly GroupTree _tree;
    private readonly string _limited;
    private readonly string _steps;
    private readonly string? _memory;
    private readonly string? _cpu;
    private readonly string? _processes;

    private ComponentGroup(GroupTree tree, string tracking, string component)
    {
        _tree = tree;
        _limited = Path.Combine(tracking, GroupTree.Limited, component);
        _steps = Path.Combine(tracking, GroupTree.Steps, component);
        if (tree.Memory is not null) _memory = Path.Combine(tree.Memory, GroupTree.Limited, component);
        if (tree.Cpu is not null) _cpu = Path.Combine(tree.Cpu, GroupTree.Limited, component);
        if (tree.Processes is not null) _processes = Path.Combine(tree.Processes, GroupTree.Limited, component);
    }

    /// <returns>Null where the machine lets the runtime make none.</returns>
    /// <exception cref="IOException">It did before, and does not now; or the component's name is one that the kernel uses
    /// itself.</exception>
    public static ComponentGroup? Make(GroupTree tree, string component)
    {
        if (tree.Tracking is null) return null;
        var group = new ComponentGroup(tree, tree.Tracking, component);
        foreach (var folder in (string?[])[group._limited, group._steps, group._memory, group._cpu, group._processes])
        {
            if (folder is not null) Directory.CreateDirectory(folder);
        }
        if (group._processes is not null) GroupFiles.Write(group._processes, ProcessLimit.FileName, tree.MostProcesses.ToString(CultureInfo.InvariantCulture));
        return group;
    }

    /// <summary>Files to which a process writes its id to be in the groups.</summary>
    public IReadOnlyList<string> Join(bool isLimited)
    {
        if (!isLimited) return [Path.Combine(_steps, "cgroup.procs")];
        return [.. ((string?[])[_limited, _memory, _cpu, _processes]).OfType<string>().Distinct().Select(g => Path.Combine(g, "cgroup.procs"))];
    }

    /// <summary>Sets limits, for what runs too.</summary>
    /// <exception cref="IOException">The kernel refuses: in version 1, memory below what is used and cannot be freed.</exception>
    public void SetLimits(GroupLimits limits)
    {
        if (_tree.AreLimitsUnified)
        {
            GroupFiles.Write(_limited, "memory.max", limits.Memory("max"));
            GroupFiles.Write(_limited, "cpu.max", limits.CpuMax());
            return;
        }
        if (_cpu is not null)
        {
            GroupFiles.Write(_cpu, "cpu.cfs_period_us", GroupLimits.CpuPeriod());
            GroupFiles.Write(_cpu, "cpu.cfs_quota_us", limits.CpuQuota());
        }
        if (_memory is not null) GroupFiles.Write(_memory, "memory.limit_in_bytes", limits.Memory("-1"));
    }

    /// <summary>Stops the processes of Startup and Run where they are.</summary>
    public void Freeze() => GroupFiles.Freeze(_limited, _tree.IsUnified);

    public void Thaw() => GroupFiles.Thaw(_limited, _tree.IsUnified);

    public Task<IReadOnlyCollection<int>> ListAsync() =>
        Task.FromResult<IReadOnlyCollection<int>>([.. GroupFiles.Processes(_limited), .. GroupFiles.Processes(_steps)]);

    public Task KillAsync(IReadOnlyCollection<int> listed)
    {
        GroupFiles.Kill(_limited, _tree.IsUnified);
        GroupFiles.Kill(_steps, _tree.IsUnified);
        return Task.CompletedTask;
    }

    public void Remove()
    {
        foreach (var folder in (string?[])[_limited, _steps, _memory, _cpu, _processes])
        {
            if (folder is not null) GroupFiles.TryRemove(folder);
        }
    }
}
