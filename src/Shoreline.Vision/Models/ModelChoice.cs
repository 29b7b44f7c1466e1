namespace Shoreline.Vision.Models;

/// <summary>The model that runs, and why it is that one.</summary>
/// <param name="Why">One sentence for people, for example that the default's weights could not be had.</param>
public sealed record ModelChoice(Model Model, string Why);
