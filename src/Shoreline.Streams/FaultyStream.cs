namespace Shoreline.Streams;

/// <summary>
/// A stream that is there and could not be opened. It stays closed until the store is opened again; nobody writes to its folder meanwhile.
/// </summary>
/// <param name="Name">Its name; that of its folder where nothing readable tells it.</param>
/// <param name="Folder">Where its files are.</param>
/// <param name="Cause">What stands in the way, with the file where one does, without a full stop.</param>
public sealed record FaultyStream(string Name, string Folder, string Cause);
