using System.Diagnostics;
using Shoreline.Core.Processes;

namespace Shoreline.Core.Tests;

public sealed class ChildProcessTests
{
    [Fact]
    public async Task A_child_dies_with_a_parent_that_was_killed()
    {
        // setpriv is what ChildProcess puts before a program; here a shell is the parent, so that it can be killed.
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardOutput = true };
        foreach (var word in (string[])["-c", "setpriv --pdeathsig KILL -- sleep 300 & echo $!; wait"]) start.ArgumentList.Add(word);
        using var parent = ChildProcess.Start(start);
        var child = int.Parse((await parent.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!, null);
        await Until.TrueAsync(() => File.ReadAllText($"/proc/{child}/comm").Trim() == "sleep", "the child runs");

        Signals.SendKill(parent.Id);

        await Until.TrueAsync(() => !Directory.Exists($"/proc/{child}") || File.ReadAllText($"/proc/{child}/stat").Contains(") Z", StringComparison.Ordinal), "the child is gone");
    }

    [Fact]
    public void A_missing_program_is_named()
    {
        var error = Assert.Throws<MissingDependencyException>(() => ChildProcess.Start(new ProcessStartInfo("no-such-program")));
        Assert.Contains("no-such-program", error.Message, StringComparison.Ordinal);
    }
}
