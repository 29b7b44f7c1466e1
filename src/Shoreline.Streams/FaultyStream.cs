namespace Shoreline.Streams;

/// <summary>
/// A stream that is there and could not be opened. Nobody writes to its folder until it is.
/// </summary>
/// <param name="Name">Its name; that of its folder where nothing readable tells it.</param>
/// <param name="Folder">Where its files are.</param>
/// <param name="Cause">What stands in the way, with the file where one does, without a full stop.</param>
/// <param name="IsRetried">The disk refused, which may pass: it is tried again while the store is open. Otherwise what the files hold stands in
/// the way; people mend them, undisturbed, and it stays closed until the store is opened again.</param>
public sealed record FaultyStream(string Name, string Folder, string Cause, bool IsRetried);
