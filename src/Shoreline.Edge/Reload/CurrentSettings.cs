namespace Shoreline.Edge.Reload;

/// <summary>
/// The one place that holds what the gateway goes by now. Whoever needs it asks once for each piece of work, so that no answer mixes two
/// configurations. Thread-safe.
/// </summary>
internal sealed class CurrentSettings(GatewaySettings atStart)
{
    private volatile GatewaySettings _value = atStart;

    /// <summary>What the gateway was started with: what cannot change while it runs is still as it says.</summary>
    public GatewaySettings AtStart { get; } = atStart;

    public GatewaySettings Value => _value;

    /// <summary>One caller at a time.</summary>
    public void Replace(GatewaySettings next) => _value = next;
}
