using Shoreline.Core;

namespace Shoreline.Cloud.Configuration;

/// <summary>Gathers what is wrong with a configuration file, so that all of it is said at once.</summary>
internal sealed class ConfigFaults(string file)
{
    private readonly List<(long Line, string Text)> _faults = [];

    public void Add(long line, string text) => _faults.Add((line, text));

    /// <exception cref="InvalidInputException">There are faults: one line each, in the file's order.</exception>
    public void ThrowIfAny()
    {
        if (_faults.Count == 0) return;
        throw new InvalidInputException(
            string.Join('\n', _faults.OrderBy(fault => fault.Line).Select(fault => $"{file}:{fault.Line}: {fault.Text}")));
    }
}
