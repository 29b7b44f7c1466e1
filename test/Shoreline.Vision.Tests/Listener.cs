namespace Shoreline.Vision.Tests;

/// <summary>Hears progress at once and on the reporter's thread; <see cref="Progress{T}"/> posts it somewhere later.</summary>
internal sealed class Listener<T>(Action<T> heard) : IProgress<T>
{
    public void Report(T value) => heard(value);
}
