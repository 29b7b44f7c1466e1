using System.Text.Json.Nodes;
using Shoreline.Edge.Nucleus;

namespace Shoreline.Edge.Runtime;

/// <summary>What a new record of a component asks of what runs, in rising order: the strongest counts.</summary>
internal enum ChangeEffect
{
    None,

    /// <summary>Limits are set anew while it runs.</summary>
    Limits,

    /// <summary>Stopped and started; installed anew too where it is BROKEN.</summary>
    Restart,

    /// <summary>Stopped, installed and started.</summary>
    Reinstall,
}

/// <summary>The rules of greengrass-components, 4.7, as a function of two records.</summary>
internal static class RecordChange
{
    private const string Install = "install";
    private const string Shutdown = "shutdown";

    public static ChangeEffect Between(ComponentRecord old, ComponentRecord renewed)
    {
        if (old.Version != renewed.Version || UserOf(old) != UserOf(renewed)) return ChangeEffect.Reinstall;
        var changed = ChangedKeys(old.Lifecycle, renewed.Lifecycle);
        if (changed.Contains(Install)) return ChangeEffect.Reinstall;
        changed.Remove(Shutdown); // the script of the version that runs is used; the next start takes the new one
        // One that is gained may have to be waited for; one that is dropped, or is hard now and was soft, disturbs nobody.
        if (changed.Count > 0 || renewed.Dependencies.Keys.Except(old.Dependencies.Keys).Any()) return ChangeEffect.Restart;
        return old.RunWith.Cpus != renewed.RunWith.Cpus || old.RunWith.MemoryKiB != renewed.RunWith.MemoryKiB ? ChangeEffect.Limits : ChangeEffect.None;
    }

    private static string UserOf(ComponentRecord record) => record.RunWith.PosixUser ?? "";

    private static HashSet<string> ChangedKeys(JsonObject old, JsonObject renewed)
    {
        var before = Fold(old);
        var after = Fold(renewed);
        var changed = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var key in before.Keys.Union(after.Keys, StringComparer.OrdinalIgnoreCase))
        {
            before.TryGetValue(key, out var a);
            after.TryGetValue(key, out var b);
            if (!AreEqual(a, b)) changed.Add(key);
        }
        return changed;
    }

    /// <summary>
    /// Keys compare without regard to case; of two that differ by case only, the later one counts (1.1). A null is as good as absent.
    /// </summary>
    private static Dictionary<string, JsonNode?> Fold(JsonObject node)
    {
        var folded = new Dictionary<string, JsonNode?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in node)
        {
            folded.Remove(key);
            if (value is not null) folded[key] = value;
        }
        return folded;
    }

    private static bool AreEqual(JsonNode? a, JsonNode? b)
    {
        if (a is not JsonObject left || b is not JsonObject right) return JsonNode.DeepEquals(a, b);
        return ChangedKeys(left, right).Count == 0;
    }
}
