using System.Globalization;
using System.Runtime.CompilerServices;
using Shoreline.Greengrass.StreamManager;
using Shoreline.Greengrass.StreamManager.Definitions;
using Shoreline.Greengrass.StreamManager.Messages;

namespace Shoreline.Sdk;

/// <summary>
/// A client of the stream manager: Shoreline's, or the one of an AWS IoT Greengrass core. All members may be used from any thread, and any
/// number of calls may be under way at once. Appends that one thread begins one after the other are stored in that order, as long as no
/// more than <see cref="StreamManagerClientOptions.MaxInFlight"/> calls are under way.
/// </summary>
/// <remarks>
/// <para>It connects again by itself. A call that finds no connection waits for one for
/// <see cref="StreamManagerClientOptions.RequestTimeout"/> at most.</para>
/// <para>Reads, lists and describes whose connection ends are asked again. An append, create, update or delete is not, since it may have
/// been carried out: it fails with <see cref="ConnectionLostException"/>. Send such an append again if a message may come twice.</para>
/// </remarks>
public sealed class StreamManagerClient : IAsyncDisposable
{
    private const int FollowBatch = 500;
    private static readonly TimeSpan FollowWait = TimeSpan.FromSeconds(5);

    private readonly StreamManagerClientOptions _options;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _slots;
    private readonly SemaphoreSlim _connecting = new(1);
    private readonly CancellationTokenSource _disposing = new();
    private readonly string _idPrefix = Guid.NewGuid().ToString("N")[..12] + "-";
    private volatile StreamManagerConnection? _connection;
    private long _lastId;

    private StreamManagerClient(StreamManagerClientOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        _slots = new SemaphoreSlim(options.MaxInFlight);
    }

    /// <summary>True while there is a connection; a call will make one where there is none.</summary>
    public bool IsConnected => _connection is { IsOpen: true };

    /// <summary>Connects.</summary>
    /// <param name="options">Default: what the component's environment says.</param>
    /// <param name="patience">How long to go on trying where nobody listens yet. Default: one attempt.</param>
    /// <exception cref="ConnectFailedException">No connection came about.</exception>
    public static async Task<StreamManagerClient> ConnectAsync(
        StreamManagerClientOptions? options = null, TimeSpan patience = default, TimeProvider? time = null,
        CancellationToken cancellationToken = default)
    {
        var client = new StreamManagerClient(options ?? new StreamManagerClientOptions(), time ?? TimeProvider.System);
        try
        {
            await client.ConnectionAsync(patience, cancellationToken);
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
        return client;
    }

    /// <summary>Makes a stream.</summary>
    /// <exception cref="ValidationException">The definition breaks a rule.</exception>
    /// <exception cref="InvalidRequestException">A stream of that name exists.</exception>
    public async Task CreateMessageStreamAsync(MessageStreamDefinition definition, CancellationToken cancellationToken = default)
    {
        Validate(definition);
        await AskAsync(
            new CreateMessageStreamRequest { RequestId = NextId(), Definition = definition }, repeatable: false, cancellationToken);
    }

    /// <summary>Makes a stream unless one of that name exists, however that one is defined. Returns whether it was made.</summary>
    public async Task<bool> CreateMessageStreamIfMissingAsync(
        MessageStreamDefinition definition, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(definition);
        try
        {
            await CreateMessageStreamAsync(definition, cancellationToken);
            return true;
        }
        catch (InvalidRequestException)
        {
            var names = await ListStreamsAsync(cancellationToken);
            if (!names.Contains(definition.Name)) throw; // it was refused for another reason
            return false;
        }
    }

    /// <summary>Replaces a stream's definition.</summary>
    public async Task UpdateMessageStreamAsync(MessageStreamDefinition definition, CancellationToken cancellationToken = default)
    {
        Validate(definition);
        await AskAsync(
            new UpdateMessageStreamRequest { RequestId = NextId(), Definition = definition }, repeatable: false, cancellationToken);
    }

    /// <summary>Removes a stream with all its messages.</summary>
    /// <exception cref="ResourceNotFoundException">There is none of that name.</exception>
    public async Task DeleteMessageStreamAsync(string name, CancellationToken cancellationToken = default) =>
        await AskAsync(
            new DeleteMessageStreamRequest { RequestId = NextId(), Name = CheckName(name) }, repeatable: false, cancellationToken);

    /// <inheritdoc cref="AppendAsync"/>
    public Task<long> AppendMessageAsync(string name, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken = default) =>
        AppendAsync(name, payload, cancellationToken).AsTask();

    // hot: per record
    /// <summary>
    /// Appends a message and completes with its sequence number once the server has stored it. The payload is copied before the first wait
    /// for the network.
    /// </summary>
    /// <remarks>
    /// Above <see cref="StreamManagerClientOptions.MaxInFlight"/> calls it waits for its turn; until then the payload must not change.
    /// Await it once, as every <c>ValueTask</c>; awaited so it allocates nothing in steady state.
    /// </remarks>
    /// <exception cref="ConnectionLostException">It may or may not have been stored.</exception>
    public ValueTask<long> AppendAsync(string name, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken = default)
    {
        if (AppendFault(name, payload) is { } fault) return ValueTask.FromException<long>(fault);
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled<long>(cancellationToken);
        if (_connection is not { } connection || !_slots.Wait(0, CancellationToken.None))
        {
            return AppendLaterAsync(name, payload, cancellationToken);
        }
        try
        {
            if (connection.TryAppend(name, payload.Span, cancellationToken, out var appending)) return appending;
        }
        catch (InvalidMessageException e)
        {
            _slots.Release();
            return ValueTask.FromException<long>(new RequestPayloadTooLargeException(e.Message, "")); // nothing was sent
        }
        _slots.Release();
        return AppendLaterAsync(name, payload, cancellationToken);
    }

    /// <summary>
    /// Appends messages one behind the other without waiting for each: many are under way at once, and they are stored in this order.
    /// Completes with their sequence numbers when all are stored.
    /// </summary>
    /// <param name="payloads">Walked as fast as the server takes them, and only once; each must stay unchanged until this
    /// completes.</param>
    /// <exception cref="PartialAppendException">Not all were stored; it tells which were. After the first failure no further message is
    /// sent.</exception>
    public async Task<IReadOnlyList<long>> AppendManyAsync(
        string name, IEnumerable<ReadOnlyMemory<byte>> payloads, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(payloads);
        CheckName(name);
        var outcomes = await AppendEachAsync(name, payloads, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        if (outcomes.All(o => o.Failure is null)) return [.. outcomes.Select(o => o.Sequence)];
        throw new PartialAppendException(
            [.. outcomes.Select(o => o.Failure is null ? o.Sequence : (long?)null)], outcomes.First(o => o.Failure is not null).Failure!);
    }

    /// <summary>Reads messages, at least as many as the options' minimum.</summary>
    /// <exception cref="NotEnoughMessagesException">Fewer came within the options' time.</exception>
    /// <exception cref="ResourceNotFoundException">There is no such stream.</exception>
    public async Task<IReadOnlyList<Message>> ReadMessagesAsync(
        string name, ReadMessagesOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (options?.Fault() is { } fault) throw new ValidationException($"The options for reading are wrong: {fault}.");
        var request = new ReadMessagesRequest { RequestId = NextId(), StreamName = CheckName(name), ReadMessagesOptions = options };
        var answer = await AskAsync(
            request, repeatable: true, cancellationToken, TimeSpan.FromMilliseconds(options?.ReadTimeoutMillis ?? 0));
        return answer is ReadMessagesResponse { Messages: { } messages } ? messages : throw StreamManagerException.OfAnswer(answer);
    }

    /// <summary>
    /// Follows a stream: what it holds from <paramref name="from"/> on and then what is appended, without end. Survives the server's
    /// restarts.
    /// </summary>
    /// <exception cref="ResourceNotFoundException">There is no such stream (any more).</exception>
    public async IAsyncEnumerable<Message> ReadStreamAsync(
        string name, long from = 0, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var pause = new GrowingPause(_options.ReconnectMin, _options.ReconnectMax);
        for (var next = from; ;)
        {
            IReadOnlyList<Message> batch = [];
            try
            {
                batch = await ReadMessagesAsync(name, new()
                {
                    DesiredStartSequenceNumber = next,
                    MinMessageCount = 1,
                    MaxMessageCount = FollowBatch,
                    ReadTimeoutMillis = (long)FollowWait.TotalMilliseconds,
                }, cancellationToken);
                pause.Reset();
            }
            catch (NotEnoughMessagesException)
            {
                continue; // nothing new for a while
            }
            catch (StreamManagerException e) when (e.IsTransient)
            {
                await Task.Delay(pause.Next(), _time, cancellationToken);
            }
            foreach (var message in batch)
            {
                yield return message;
                next = message.SequenceNumber + 1;
            }
        }
    }

    /// <summary>The names of all streams.</summary>
    public async Task<IReadOnlyList<string>> ListStreamsAsync(CancellationToken cancellationToken = default)
    {
        var answer = await AskAsync(new ListStreamsRequest { RequestId = NextId() }, repeatable: true, cancellationToken);
        return (answer as ListStreamsResponse)?.Streams ?? [];
    }

    /// <summary>A stream's definition, size and exports.</summary>
    /// <exception cref="ResourceNotFoundException">There is none of that name.</exception>
    public async Task<MessageStreamInfo> DescribeMessageStreamAsync(string name, CancellationToken cancellationToken = default)
    {
        var answer = await AskAsync(
            new DescribeMessageStreamRequest { RequestId = NextId(), Name = CheckName(name) }, repeatable: true, cancellationToken);
        return answer is DescribeMessageStreamResponse { MessageStreamInfo: { } info }
            ? info
            : throw StreamManagerException.OfAnswer(answer);
    }

    /// <summary>
    /// Closes the connection. Calls under way fail with <see cref="ObjectDisposedException"/>; an append among them may have been stored.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposing.IsCancellationRequested) return;
        await _disposing.CancelAsync();
        await _connecting.WaitAsync();
        try
        {
            if (_connection is { } connection) await connection.DisposeAsync();
            _connection = null;
        }
        finally
        {
            _connecting.Release();
        }
    }

    /// <summary>
    /// What became of the messages that were sent, in their order. It ends early, before the first that was not sent, once one failed.
    /// </summary>
    internal async Task<IReadOnlyList<(long Sequence, StreamManagerException? Failure)>> AppendEachAsync(
        string name, IEnumerable<ReadOnlyMemory<byte>> payloads, CancellationToken cancellationToken)
    {
        var outcomes = new List<(long, StreamManagerException?)>();
        var sent = new Queue<Task<long>>();
        var hasFailed = false;
        try
        {
            foreach (var payload in payloads)
            {
                while (sent.Count > 0 && (sent.Peek().IsCompleted || sent.Count >= _options.MaxInFlight)) await SettleAsync();
                if (hasFailed) break;
                if (payload.IsEmpty) throw new ValidationException("A message has at least one byte; this one is empty.");
                sent.Enqueue(await BeginAsync(payload));
            }
            while (sent.Count > 0) await SettleAsync();
        }
        finally
        {
            // the payloads are the caller's again after this
            await Task.WhenAll(sent.Select(Task (t) => t)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        return outcomes;

        async Task<Task<long>> BeginAsync(ReadOnlyMemory<byte> payload)
        {
            try
            {
                return (await BeginAppendAsync(name, payload, cancellationToken)).AsTask(); // its frame is queued: the next comes behind it
            }
            catch (StreamManagerException e)
            {
                return Task.FromException<long>(e);
            }
        }

        async Task SettleAsync()
        {
            try
            {
                outcomes.Add((await sent.Dequeue(), null));
            }
            catch (StreamManagerException e)
            {
                hasFailed = true;
                outcomes.Add((-1, e));
            }
        }
    }

    private async ValueTask<long> AppendLaterAsync(string name, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken) =>
        await await BeginAppendAsync(name, payload, cancellationToken);

    /// <summary>Begins an append once it is its turn and there is a connection; its frame is queued when this completes.</summary>
    private async ValueTask<ValueTask<long>> BeginAppendAsync(
        string name, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        ValueTask<long> appending = default;
        var hasBegun = false;
        try
        {
            if (_connection is { } present) hasBegun = present.TryAppend(name, payload.Span, cancellationToken, out appending);
            while (!hasBegun)
            {
                var connection = await WithinAsync(
                    _options.RequestTimeout, "", patience => ConnectionAsync(_options.RequestTimeout, patience), cancellationToken);
                hasBegun = connection.TryAppend(name, payload.Span, cancellationToken, out appending);
            }
        }
        catch (InvalidMessageException e)
        {
            throw new RequestPayloadTooLargeException(e.Message, ""); // nothing was sent
        }
        finally
        {
            if (!hasBegun) _slots.Release(); // otherwise the append does
        }
        return appending;
    }

    private async Task<StreamManagerResponse> AskAsync(
        StreamManagerRequest request, bool repeatable, CancellationToken cancellationToken, TimeSpan serverWaits = default)
    {
        await _slots.WaitAsync(cancellationToken);
        try
        {
            return await WithinAsync(_options.RequestTimeout + serverWaits, request.RequestId, AskAsync, cancellationToken);
        }
        finally
        {
            _slots.Release();
        }

        async Task<StreamManagerResponse> AskAsync(CancellationToken patience)
        {
            while (true)
            {
                try
                {
                    return Check(await (await ConnectionAsync(_options.RequestTimeout, patience)).AskAsync(request, patience));
                }
                catch (ConnectionLostException) when (repeatable && !_disposing.IsCancellationRequested)
                {
                    // Asking again changes nothing at the server.
                }
            }
        }
    }

    /// <summary>Gives work a time limit, and its end the right name.</summary>
    private async Task<T> WithinAsync<T>(
        TimeSpan limit, string requestId, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _disposing.Token);
        patience.CancelAfter(limit < MaxDelay ? limit : MaxDelay);
        try
        {
            return await work(patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            ObjectDisposedException.ThrowIf(_disposing.IsCancellationRequested, this);
            throw new ClientTimeoutException(
                $"The stream manager at {_options} did not answer within {limit.TotalSeconds:0.#} s.", requestId);
        }
    }

    /// <summary>The connection, made anew where there is none; keeps trying for <paramref name="patience"/>.</summary>
    private async Task<StreamManagerConnection> ConnectionAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        if (_connection is { IsOpen: true } present) return present;
        await _connecting.WaitAsync(cancellationToken);
        try
        {
            if (_connection is { IsOpen: true } open) return open;
            if (_connection is { } ended) await ended.DisposeAsync();
            _connection = null;
            ObjectDisposedException.ThrowIf(_disposing.IsCancellationRequested, this);
            return _connection = await TryForAsync(patience, cancellationToken);
        }
        finally
        {
            _connecting.Release();
        }
    }

    private async Task<StreamManagerConnection> TryForAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var pause = new GrowingPause(_options.ReconnectMin, _options.ReconnectMax);
        var started = _time.GetTimestamp();
        while (true)
        {
            try
            {
                return await StreamManagerConnection.OpenAsync(_options, _slots, _idPrefix + "a", _time, cancellationToken);
            }
            catch (ConnectFailedException e) when (e.IsTransient && _time.GetElapsedTime(started) < patience)
            {
                await Task.Delay(pause.Next(), _time, cancellationToken);
            }
        }
    }

    private static readonly TimeSpan MaxDelay = TimeSpan.FromDays(24); // timers end at 2^31 ms

    private static StreamManagerResponse Check(StreamManagerResponse answer) =>
        answer.Status == StatusCode.Success ? answer : throw StreamManagerException.OfAnswer(answer);

    private static void Validate(MessageStreamDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        if (definition.Faults() is not { Count: > 0 } faults) return;
        throw new ValidationException($"The definition of stream '{definition.Name}' is wrong: {string.Join("; ", faults)}.");
    }

    private static ValidationException? AppendFault(string name, ReadOnlyMemory<byte> payload) =>
        payload.IsEmpty ? new ValidationException("A message has at least one byte; this one is empty.") : NameFault(name);

    internal static string CheckName(string name) => NameFault(name) is { } fault ? throw fault : name;

    private static ValidationException? NameFault(string name) => FieldRules.IsName(name)
        ? null
        : new ValidationException(
            $"'{name}' is no stream name: 1 to 255 letters, digits, spaces, commas, full stops, hyphens, underscores.");

    private string NextId() => string.Create(CultureInfo.InvariantCulture, $"{_idPrefix}{Interlocked.Increment(ref _lastId)}");
}
