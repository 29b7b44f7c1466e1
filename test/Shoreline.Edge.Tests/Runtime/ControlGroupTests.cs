using Shoreline.Edge.Components;
using Shoreline.Edge.Runtime.ControlGroups;

namespace Shoreline.Edge.Tests.Runtime;

/// <summary>Control groups, on this machine where it has them and by what other machines say.</summary>
public sealed class ControlGroupTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly ProcessLauncher _launcher = new();

    [Fact]
    public void A_machine_with_version_2_alone_is_understood()
    {
        var mounts = GroupMounts.Parse(
            ["29 23 0:26 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:4 - cgroup2 cgroup2 rw,nsdelegate"], ["0::/system.slice/shoreline.service"]);

        Assert.Equal("/sys/fs/cgroup/system.slice/shoreline.service", mounts.Unified);
        Assert.Empty(mounts.Controllers);
    }

    [Fact]
    public void A_machine_with_both_versions_is_understood()
    {
        var mounts = GroupMounts.Parse(
            [
                "30 29 0:27 / /sys/fs/cgroup/cpu,cpuacct rw,relatime - cgroup cgroup rw,cpu,cpuacct",
                "31 29 0:28 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory",
                "32 29 0:29 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw",
            ],
            ["3:cpu,cpuacct:/a", "2:memory:/b/c", "0::/"]);

        Assert.Equal("/sys/fs/cgroup/unified", mounts.Unified);
        Assert.Equal("/sys/fs/cgroup/cpu,cpuacct/a", mounts.Controllers["cpu"]);
        Assert.Equal("/sys/fs/cgroup/memory/b/c", mounts.Controllers["memory"]);
    }

    [Theory]
    [InlineData("/docker/1234", "/docker/1234", "/sys/fs/cgroup/memory")] // the mount shows the container's own part
    [InlineData("/docker/1234", "/docker/1234/inner", "/sys/fs/cgroup/memory/inner")]
    [InlineData("/docker/1234", "/elsewhere", "/sys/fs/cgroup/memory")]
    [InlineData("/", "/../../outside", "/sys/fs/cgroup/memory")]
    public void A_container_sees_its_own_part(string mountRoot, string own, string expected)
    {
        var mounts = GroupMounts.Parse([$"31 29 0:28 {mountRoot} /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory"], [$"2:memory:{own}"]);

        Assert.Equal(expected, mounts.Controllers["memory"]);
    }

    [Fact]
    public void Lines_that_are_none_are_passed_over() =>
        Assert.Null(GroupMounts.Parse(["", "x", "1 2 3 - cgroup2", "31 29 0:28 / /x rw - cgroup2 c"], ["", "0", "::"]).Unified);

    [Theory]
    [InlineData(0.5, 1000L, "50000 100000", "50000", "1000K")]
    [InlineData(0.0001, 1L, "1000 100000", "1000", "1K")]
    [InlineData(null, null, "max 100000", "-1", "none")]
    public void Limits_are_written_as_the_kernel_wants_them(double? cpus, long? memory, string cpuMax, string quota, string bytes)
    {
        var limits = new GroupLimits(cpus, memory);

        Assert.Equal((cpuMax, quota, bytes), (limits.CpuMax(), limits.CpuQuota(), limits.Memory("none")));
    }

    [Theory]
    [InlineData("500", "32768", 250)]
    [InlineData("max", "32768", 16384)]
    [InlineData("10", "32768", 64)] // where there is so little, half of it would keep components from working
    public void One_component_may_have_half_of_the_least_bound_of_processes(string own, string machine, long most)
    {
        File.WriteAllText(_folder["own"], own + "\n");
        File.WriteAllText(_folder["machine"], machine + "\n");

        Assert.Equal(most, ProcessLimit.Half([_folder["own"], _folder["machine"], _folder["none"]]));
    }

    [Fact]
    public void A_machine_that_lets_nobody_make_groups_says_what_is_missing()
    {
        File.WriteAllText(_folder["file"], "");
        var tree = GroupTree.Open(new GroupMounts(_folder["file"], new Dictionary<string, string>()), "/root");

        Assert.Null(tree.Tracking);
        Assert.Contains("cannot be paused", tree.Shortage, StringComparison.Ordinal);
        Assert.Contains("memory is not limited", tree.Shortage, StringComparison.Ordinal);
        Assert.Null(ComponentGroup.Make(tree, "c"));
    }

    [Fact]
    public async Task Processes_of_a_group_are_listed_frozen_and_killed_by_each_version_that_is_there()
    {
        var mounts = GroupMounts.Read();
        var trees = new[] { mounts, mounts with { Unified = null } }.Select(m => GroupTree.Open(m, _folder.Path)).Where(t => t.Tracking is not null).ToList();
        Assert.NotEmpty(trees); // run the tests as root, on a machine with control groups
        foreach (var tree in trees)
        {
            var group = ComponentGroup.Make(tree, "c")!;
            using var process = await StartAsync(group.Join(isLimited: true));
            using var step = await StartAsync(group.Join(isLimited: false));
            group.SetLimits(new GroupLimits(0.5, 100_000));

            Assert.Equal([process.Id, step.Id], await group.ListAsync());
            group.Freeze();
            await group.KillAsync([process.Id, step.Id]);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            await step.WaitForExitAsync(TestContext.Current.CancellationToken);

            await Until.TrueAsync(async () => (await group.ListAsync()).Count == 0, "the group to be empty");
            group.Remove();
            tree.Remove();
            Assert.False(Directory.Exists(tree.Tracking));
        }
    }

    [Fact]
    public async Task What_a_killed_runtime_left_in_its_groups_is_ended()
    {
        var tree = GroupTree.Open(GroupMounts.Read(), _folder.Path);
        Assert.NotNull(tree.Tracking); // run the tests as root, on a machine with control groups
        using var process = await StartAsync(ComponentGroup.Make(tree, "c")!.Join(isLimited: true));

        Assert.Equal(1, await GroupTree.Open(GroupMounts.Read(), _folder.Path).ClearAsync());

        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        tree.Remove();
        Assert.False(Directory.Exists(tree.Tracking));
    }

    public void Dispose()
    {
        _launcher.Dispose();
        _folder.Dispose();
    }

    private async Task<System.Diagnostics.Process> StartAsync(IReadOnlyList<string> groups)
    {
        var process = await _launcher.StartAsync(new ComponentCommand { File = "sleep", Arguments = ["1007"], Folder = _folder.Path, Groups = groups });
        await Until.TrueAsync(() => File.ReadAllText($"/proc/{process.Id}/cmdline").StartsWith("sleep", StringComparison.Ordinal), "the program to be running");
        return process;
    }
}
