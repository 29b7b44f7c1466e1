using Shoreline.Core;

namespace Shoreline.Edge.Configuration;

/// <summary>Everything that is wrong with one configuration file, so that its author mends it in one go.</summary>
internal sealed class ConfigFaults(string fileName)
{
    private readonly List<(int Line, string Text)> _faults = [];

    public void Add(int line, string key, string what) => _faults.Add((line, $"{fileName}:{line}: {key}: {what}"));

    /// <exception cref="InvalidInputException">There are faults; the message holds one line for each, in the file's order.</exception>
    public void ThrowIfAny()
    {
        if (_faults.Count > 0) throw new InvalidInputException(string.Join('\n', _faults.OrderBy(f => f.Line).Select(f => f.Text)));
    }
}
