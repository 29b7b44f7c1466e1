namespace Shoreline.Greengrass.Recipes;

/// <summary>Everything that is wrong with one recipe, so that its author mends it in one go; and, apart, what is passed over.</summary>
internal sealed class RecipeFaults(string source)
{
    private readonly List<RecipeFault> _faults = [];
    private readonly List<RecipeFault> _ignored = [];
    private int _untold;

    /// <summary>What is in the file and of no effect, in the file's order.</summary>
    public IEnumerable<RecipeFault> Ignored => _ignored.OrderBy(note => (note.Line, note.Column));

    public void Add(string path, int line, int column, string message, string code = RecipeErrorCodes.ParseError)
    {
        if (_faults.Count < RecipeLimits.Faults) _faults.Add(new RecipeFault(path, line, column, message, code));
        else _untold++;
    }

    public void AddIgnored(string path, int line, int column, string message)
    {
        if (_ignored.Count < RecipeLimits.Faults) _ignored.Add(new RecipeFault(path, line, column, message, RecipeErrorCodes.ParseError));
    }

    /// <exception cref="RecipeException">There are faults.</exception>
    public void ThrowIfAny()
    {
        if (_faults.Count == 0) return;
        var ordered = _faults.OrderBy(fault => fault.Line).ThenBy(fault => fault.Column).ToList();
        if (_untold > 0) ordered.Add(ordered[^1] with { Path = "(file)", Message = $"and {_untold:N0} more faults" });
        throw new RecipeException(source, ordered);
    }
}
