using Shoreline.Edge.Nucleus;

namespace Shoreline.Edge.Runtime;

/// <summary>Puts components behind what they depend on; otherwise by name.</summary>
internal static class DependencyOrder
{
    public static List<T> Sort<T>(IEnumerable<T> items, Func<T, ComponentRecord> recordOf)
    {
        var byName = items.OrderBy(item => recordOf(item).Name, StringComparer.Ordinal).ToDictionary(item => recordOf(item).Name);
        var sorted = new List<T>(byName.Count);
        var seen = new HashSet<string>();
        var path = new Stack<(T Item, IEnumerator<string> Next)>(); // not by recursion: a recipe must not choose the depth of our stack
        foreach (var name in byName.Keys.ToList()) Visit(name);
        return sorted;

        void Visit(string first)
        {
            Enter(first);
            while (path.TryPeek(out var top))
            {
                if (top.Next.MoveNext()) Enter(top.Next.Current);
                else sorted.Add(path.Pop().Item);
            }
        }

        void Enter(string name)
        {
            // One that was seen and is not sorted yet is part of a circle, which is cut here.
            if (byName.TryGetValue(name, out var item) && seen.Add(name))
                path.Push((item, recordOf(item).Dependencies.Keys.Order(StringComparer.Ordinal).GetEnumerator()));
        }
    }
}
