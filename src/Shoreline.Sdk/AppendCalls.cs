using System.Buffers.Text;
using System.Text;

namespace Shoreline.Sdk;

/// <summary>The appends of one connection that wait for their answers. Whoever takes one out ends it, once.</summary>
/// <remarks>Each has a place in a table of as many as may be under way, and its place is part of its number; so an answer finds its append
/// without a search.</remarks>
/// <param name="places">Room in the client for calls under way; each append brings one, which is given back at its end.</param>
internal sealed class AppendCalls(int maxUnderWay, SemaphoreSlim places, string idPrefix, TimeSpan timeout, TimeProvider time)
{
    /// <summary>Longest id.</summary>
    public const int IdBytes = 64;

    private readonly byte[] _idPrefix = Encoding.ASCII.GetBytes(idPrefix);
    private readonly Lock _gate = new(); // guards all below
    private readonly AppendCall?[] _table = new AppendCall?[maxUnderWay];
    private readonly Stack<int> _freePlaces = new(Enumerable.Range(0, maxUnderWay));
    private readonly Stack<AppendCall> _unused = new();
    private long _uses;
    private bool _isClosed;

    public bool IsEmpty
    {
        get { lock (_gate) return _freePlaces.Count == _table.Length; }
    }

    // hot: per record
    /// <returns>Null where the connection has ended.</returns>
    public AppendCall? TryBegin()
    {
        lock (_gate)
        {
            if (_isClosed) return null;
            if (!_unused.TryPop(out var call)) call = new AppendCall(this);
            var place = _freePlaces.Pop(); // there is one: as many as the client lets through
            call.Begin((_uses++ * _table.Length) + place, time.GetTimestamp());
            return _table[place] = call;
        }
    }

    /// <summary>The id that a number has on the wire.</summary>
    public int WriteId(long number, Span<byte> id)
    {
        _idPrefix.CopyTo(id);
        Utf8Formatter.TryFormat(number, id[_idPrefix.Length..], out var digits);
        return _idPrefix.Length + digits;
    }

    /// <summary>The number of an append's id; false for the id of another kind of request.</summary>
    public bool TryReadId(ReadOnlySpan<byte> id, out long number)
    {
        number = -1;
        return id.StartsWith(_idPrefix) && Utf8Parser.TryParse(id[_idPrefix.Length..], out number, out var digits)
            && _idPrefix.Length + digits == id.Length;
    }

    // hot: per record
    /// <summary>Takes an append out, to end it. Null where that has been done: its answer comes too late.</summary>
    public AppendCall? TryTake(long number)
    {
        if (number < 0) return null;
        lock (_gate)
        {
            var place = (int)(number % _table.Length);
            if (_table[place] is not { } call || call.Number != number) return null;
            Free(place);
            return call;
        }
    }

    // hot: per record
    public void Succeed(AppendCall taken, long sequence)
    {
        places.Release();
        taken.Succeed(sequence);
    }

    public void Fail(AppendCall taken, Exception error)
    {
        places.Release();
        taken.Fail(error);
    }

    /// <summary>Fails those that have waited too long.</summary>
    public void FailOverdue(Func<Exception> because)
    {
        if (timeout < TimeSpan.Zero) return; // infinite
        foreach (var call in TakeWhere(call => time.GetElapsedTime(call.StartedAt) >= timeout)) Fail(call, because());
    }

    /// <summary>Takes no more and fails all.</summary>
    public void Close(Func<Exception> because)
    {
        lock (_gate) _isClosed = true;
        foreach (var call in TakeWhere(_ => true)) Fail(call, because());
    }

    /// <summary>One that was awaited.</summary>
    public void Return(AppendCall call)
    {
        lock (_gate)
        {
            if (_unused.Count < _table.Length) _unused.Push(call);
        }
    }

    private List<AppendCall> TakeWhere(Predicate<AppendCall> condition)
    {
        var taken = new List<AppendCall>();
        lock (_gate)
        {
            for (var place = 0; place < _table.Length; place++)
            {
                if (_table[place] is not { } call || !condition(call)) continue;
                taken.Add(call);
                Free(place);
            }
        }
        return taken;
    }

    private void Free(int place)
    {
        _table[place] = null;
        _freePlaces.Push(place);
    }
}
