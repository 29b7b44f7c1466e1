namespace Shoreline.Benchmarks;

/// <summary>Repeated measurements of one thing.</summary>
internal sealed class Spread(IEnumerable<double> values)
{
    private readonly double[] _values = [.. values.Order()];

    public double Median => _values[_values.Length / 2];

    public string ToText(string format) => $"{Median.ToString(format)} ({_values[0].ToString(format)} to {_values[^1].ToString(format)})";
}
