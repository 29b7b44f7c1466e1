namespace Shoreline.Lake.Store;

/// <summary>The bucket: named, immutable-or-replaced-whole objects. A folder, or an S3 store with conditional writes.</summary>
/// <remarks>
/// Keys are checked by <see cref="ObjectKey"/>. A put is atomic: readers see the old object, the new one, or none; never a part. When a put
/// has completed, the object survives a power cut. All members may be called from any thread and process at once.
/// </remarks>
public interface IObjectStore
{
    /// <summary>The whole object, or null where there is none.</summary>
    ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Writes the object, replacing one of that name.</summary>
    ValueTask PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default);

    /// <summary>Writes the object from the present position of <paramref name="content"/> to its end, replacing one of that name.</summary>
    ValueTask PutAsync(string key, Stream content, CancellationToken cancellationToken = default);

    /// <summary>Writes the object unless one of that name exists; of several callers exactly one gets true.</summary>
    ValueTask<bool> PutIfAbsentAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default);

    /// <summary>Objects whose key starts with <paramref name="prefix"/> and comes after <paramref name="startAfter"/>, in ordinal order
    /// of the keys.</summary>
    IAsyncEnumerable<ObjectEntry> ListAsync(string prefix, string? startAfter = null, CancellationToken cancellationToken = default);

    /// <summary>The distinct next levels under <paramref name="prefix"/>, which ends in <c>/</c> or is empty, each with its trailing
    /// <c>/</c>; in order.</summary>
    IAsyncEnumerable<string> ListFoldersAsync(string prefix, CancellationToken cancellationToken = default);

    /// <summary>Removes the object; nothing happens where there is none.</summary>
    ValueTask DeleteAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Where the object lies as a file that may be read in place, or null where this store has no files.</summary>
    string? LocalPath(string key);
}

/// <summary>One object of a listing.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="ModifiedAt">When it was put, by the store's clock.</param>
public readonly record struct ObjectEntry(string Key, long Bytes, DateTimeOffset ModifiedAt);
