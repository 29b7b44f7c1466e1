using System.Text.Json.Nodes;
using Shoreline.Edge.Shadows;

namespace Shoreline.Edge.Tests.Shadows;

/// <summary>A shadow service stopped at each call of the disk, by a kill and by a power cut: what was answered is there, and what was shown stays.</summary>
public sealed class ShadowCrashTests
{
    private const int Runs = 40;

    [Fact]
    public void What_was_answered_survives_a_stop_at_any_call()
    {
        var stops = 0;
        for (var seed = 0; seed < Runs; seed++)
        {
            for (var call = 1; Stopped(seed, call); call++) stops++;
        }
        Assert.True(stops > 10 * Runs, $"only {stops} stops were tried");
    }

    [Fact]
    public void A_refused_write_leaves_one_of_the_two_and_what_is_shown_of_it_lasts()
    {
        foreach (var call in (DiskCall[])[DiskCall.Create, DiskCall.Write, DiskCall.Flush, DiskCall.Move, DiskCall.SyncFolder])
        {
            var disk = new SimulatedFileSystem();
            var desk = new ShadowDesk(disk);
            desk.Update("""{"state":{"reported":{"n":1}}}""");
            disk.Inject = (at, _) => at == call ? Fault.ReadOnly : Fault.None;
            Assert.Equal(ShadowRefusal.Failed, desk.Refusal("""{"state":{"reported":{"n":2}}}""").Refusal);
            disk.Inject = null;

            var shown = desk.State();

            Assert.Equal(shown, new ShadowDesk(disk.AsFlushed()).State());
        }
    }

    [Fact]
    public void A_flipped_bit_is_noticed_and_the_file_set_aside()
    {
        var disk = new SimulatedFileSystem();
        new ShadowDesk(disk).Update("""{"state":{"reported":{"n":1}}}""", "door");
        var path = disk.AllFiles("/shadows").Single();
        for (var bit = 0; bit < 8 * disk.Find(path).Content.Length; bit += 37)
        {
            var copy = disk.Fork();
            copy.Find(path).Flip(bit);
            Assert.Equal(ShadowRefusal.NotFound, Assert.Throws<ShadowException>(() => new ShadowDesk(copy).Get("door")).Refusal);
            Assert.Equal([path + ".damaged"], copy.AllFiles("/shadows"));
        }
    }

    /// <returns>False once the run ends before the call.</returns>
    private static bool Stopped(int seed, int call)
    {
        var random = new Random(seed);
        var disk = new SimulatedFileSystem { CallsUntilStop = call };
        var (answered, tried) = (0, 0);
        try
        {
            var desk = new ShadowDesk(disk);
            for (var step = 0; step < 4; step++)
            {
                tried++;
                if (step > 0 && random.Next(4) == 0) desk.Service.Delete(ShadowDesk.Thing, "door");
                else desk.Update($$$$$"""{"state":{"reported":{"n":{{{{{tried}}}}}}}}""", "door");
                answered = tried;
            }
        }
        catch (Exception e) when (disk.IsStopped && e is IOException or ShadowException { Refusal: ShadowRefusal.Failed }) { /* as asked for */ }
        catch (ShadowException e) when (e.Refusal == ShadowRefusal.NotFound) { /* deleted twice */ }
        if (!disk.IsStopped) return false;

        var after = random.Next(2) == 0 ? disk.AfterKill() : disk.AfterPowerCut(random);
        var first = Look(after);
        Assert.True(first == Expected(seed, answered) || first == Expected(seed, tried), $"seed {seed}, call {call}: {first} after {answered} of {tried}");
        Assert.Equal(first, Look(after.AfterPowerCut(random))); // shown, it must last
        return true;
    }

    private static string Look(SimulatedFileSystem disk)
    {
        try { return new ShadowDesk(disk).Get("door") is var document ? $"{(int)document["version"]!}:{(int)document["state"]!["reported"]!["n"]!}" : ""; }
        catch (ShadowException e) when (e.Refusal == ShadowRefusal.NotFound) { return "none"; }
    }

    /// <summary>What so many steps of a run leave, by a run that nothing stops.</summary>
    private static string Expected(int seed, int steps)
    {
        var random = new Random(seed);
        var desk = new ShadowDesk(new SimulatedFileSystem());
        var isThere = false;
        for (var step = 0; step < steps; step++)
        {
            var delete = step > 0 && random.Next(4) == 0;
            if (delete && !isThere) break;
            if (delete) desk.Service.Delete(ShadowDesk.Thing, "door");
            else desk.Update($$$$$"""{"state":{"reported":{"n":{{{{{step + 1}}}}}}}}""", "door");
            isThere = !delete;
        }
        if (!isThere) return "none";
        JsonObject document = desk.Get("door");
        return $"{(int)document["version"]!}:{(int)document["state"]!["reported"]!["n"]!}";
    }
}
