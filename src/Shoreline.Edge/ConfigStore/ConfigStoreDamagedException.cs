using Shoreline.Core;

namespace Shoreline.Edge.ConfigStore;

/// <summary>The configuration that counts cannot be read. Nothing was changed.</summary>
internal sealed class ConfigStoreDamagedException(string path, string why) : ShorelineException(
    $"The configuration store cannot be opened: '{path}' is damaged: {why}. Restore the folder from a copy, or move it away to begin without components.")
{
    public string DamagedPath { get; } = path;
}
