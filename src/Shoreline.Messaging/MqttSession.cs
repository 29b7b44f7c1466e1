using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Shoreline.Messaging.Native.Mosquitto;
using Shoreline.Messaging.Native.Posix;

namespace Shoreline.Messaging;

/// <summary>One connection, from the attempt to its end. Threads and ownership: Native/README.md.</summary>
internal sealed partial class MqttSession : IDisposable
{
    private const int LoopIntervalMs = 500; // keep-alive and time limits are looked at this often
    private const int PacketsPerLoop = 64;

    private readonly MqttClientOptions _options;
    private readonly ReceiveQueue _received;
    private readonly WakeEvent _wake = new();
    private readonly MosquittoHandle _client;
    private readonly GCHandle _self;
    private readonly SemaphoreSlim _slots;
    private readonly CancellationTokenSource _closed = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<int>> _publishes = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<int>> _subscribes = new();
    private readonly TaskCompletionSource<bool> _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _closeAsked;
    private volatile string? _closeReason;

    /// <param name="received">Where messages go; shared by the sessions that follow each other.</param>
    public MqttSession(MqttClientOptions options, string clientId, ReceiveQueue received)
    {
        _options = options;
        _received = received;
        _slots = new SemaphoreSlim(options.MaxInFlight);
        _self = GCHandle.Alloc(this);
        _client = MosquittoNative.New(clientId, cleanStart: true, GCHandle.ToIntPtr(_self));
        try
        {
            if (_client.IsInvalid)
            {
                throw new MqttException($"The MQTT client id '{clientId}' is not usable: give it 1 to 65,535 bytes of UTF-8.");
            }
            Configure();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>True once the broker accepted; false once the session ended without.</summary>
    public Task<bool> Connected => _connected.Task;

    /// <summary>Why the session ended; null while it has not.</summary>
    public string? CloseReason => _closed.IsCancellationRequested ? _closeReason ?? "the connection ended" : null;

    /// <summary>Connects and moves data until the connection ends. Occupies the calling thread.</summary>
    public void Run()
    {
        var rc = MosquittoNative.BeginConnect(_client, _options.Broker.DnsSafeHost, PortOf(_options.Broker), _options.KeepAliveSeconds);
        if (rc > 0) End(rc);
        else Loop();
        _closeReason ??= _closeAsked ? "closed by this side" : "the connection ended";
        _closed.Cancel();
        _connected.TrySetResult(false);
        FailAll(_publishes);
        FailAll(_subscribes);
    }

    /// <summary>Sends a message. Completes with the broker's reason code (QoS 1 and 2) or once it is written (QoS 0).</summary>
    /// <remarks>Cancelling after the message was handed over only stops the waiting.</remarks>
    public async ValueTask<int> PublishAsync(
        string topic, ReadOnlyMemory<byte> payload, MqttPublishOptions options, CancellationToken cancellationToken)
    {
        if (!_slots.Wait(0, CancellationToken.None)) await WaitForSlotAsync(cancellationToken);
        TaskCompletionSource<int>? completion;
        try
        {
            completion = Await(_publishes, SendPublish(topic, payload.Span, options));
        }
        catch
        {
            _slots.Release();
            throw;
        }
        return completion is null ? 0 : await completion.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Subscribes. Completes with the granted QoS or a failing reason code.</summary>
    public async ValueTask<int> SubscribeAsync(string filter, int qos, CancellationToken cancellationToken)
    {
        var completion = Await(_subscribes, SendSubscribe(filter, qos));
        return completion is null ? qos : await completion.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Ends a subscription. The answer is not waited for: what still comes finds no handler.</summary>
    public void Unsubscribe(string filter)
    {
        try
        {
            ThrowIfFailed(MosquittoNative.Unsubscribe(_client, out _, filter, 0), $"unsubscribe from '{filter}'");
            _wake.Set();
        }
        catch (ObjectDisposedException)
        {
            throw Disconnected(); // the session ended while we were on our way
        }
    }

    /// <summary>Asks the session to say goodbye and end. <see cref="Run"/> returns soon after.</summary>
    public void Close()
    {
        _closeAsked = true;
        _wake.Set();
    }

    /// <summary>Call after <see cref="Run"/> has returned. Calls of others that are still under way fail as disconnected.</summary>
    public void Dispose()
    {
        _client.Dispose();
        if (_self.IsAllocated) _self.Free();
        _wake.Dispose();
        // _slots and _closed hold nothing native, and callers may still be on their way through them.
    }

    internal static int PortOf(Uri broker) => broker.Port > 0 ? broker.Port : broker.Scheme == "mqtts" ? 8883 : 1883;

    private unsafe void Configure()
    {
        _ = MosquittoNative.SetThreaded(_client, true);
        Set(MosquittoOption.ProtocolVersion, MqttProtocol.Version5);
        Set(MosquittoOption.TcpNoDelay, 1);
        Set(MosquittoOption.SendMaximum, _options.MaxInFlight);
        Set(MosquittoOption.ReceiveMaximum, Math.Clamp(_options.ReceiveQueueMessages, 1, ushort.MaxValue));
        if (_options.User is { } user) Check(MosquittoNative.SetCredentials(_client, user, _options.Password), "the user name or password");
        if (_options.Broker.Scheme == "mqtts")
        {
            var tls = _options.Tls ?? new MqttTls();
            Check(MosquittoNative.SetTls(
                _client, tls.CaFile, tls.CaFile is null ? "/etc/ssl/certs" : null, tls.CertificateFile, tls.KeyFile, 0),
                "the TLS files (certificate and key go together and must be readable)");
        }
        MosquittoNative.OnConnect(_client, &Connect);
        MosquittoNative.OnDisconnect(_client, &Disconnect);
        MosquittoNative.OnPublish(_client, &Published);
        MosquittoNative.OnSubscribe(_client, &Subscribed);
        MosquittoNative.OnMessage(_client, &Message);
    }

    private void Set(MosquittoOption option, int value) =>
        Check(MosquittoNative.SetOption(_client, option, value), $"the option {option} = {value}");

    private static void Check(int rc, string what)
    {
        if (rc != MosquittoError.Success)
        {
            throw new MqttException($"The MQTT library does not take {what}: {MosquittoNative.ErrorText(rc)}.");
        }
    }

    private void Loop()
    {
        var watch = Stopwatch.StartNew();
        var rc = MosquittoError.Success;
        while (rc == MosquittoError.Success && _closeReason is null)
        {
            if (_closeAsked)
            {
                Goodbye();
                return;
            }
            if (!_connected.Task.IsCompleted && watch.Elapsed > _options.ConnectTimeout)
            {
                _closeReason = $"no answer within {_options.ConnectTimeout.TotalSeconds:0.#} s";
                return;
            }
            rc = Step();
        }
        if (rc != MosquittoError.Success) End(rc);
    }

    private int Step()
    {
        var socket = MosquittoNative.Socket(_client);
        if (socket < 0) return MosquittoError.ConnectionLost;
        _received.WakeWhenFree = _wake; // before the look, so that room made after it wakes us
        // A full receive queue stops the reading, so that TCP slows the broker down. A pause longer than the keep-alive costs the
        // connection.
        var wanted = _received.IsFull ? (short)0 : PosixNative.PollIn;
        if (MosquittoNative.WantsWrite(_client)) wanted |= PosixNative.PollOut;
        var ready = _wake.Wait(socket, wanted, LoopIntervalMs);

        var rc = MosquittoError.Success;
        if ((ready & (PosixNative.PollIn | PosixNative.PollHangUp | PosixNative.PollError)) != 0)
        {
            rc = MosquittoNative.LoopRead(_client, PacketsPerLoop);
        }
        if (rc == MosquittoError.Success && (ready & PosixNative.PollOut) != 0) rc = MosquittoNative.LoopWrite(_client, PacketsPerLoop);
        return rc == MosquittoError.Success ? MosquittoNative.LoopMisc(_client) : rc;
    }

    private void Goodbye()
    {
        if (!_connected.Task.IsCompleted) return;
        if (MosquittoNative.Disconnect(_client) != MosquittoError.Success) return;
        _ = MosquittoNative.LoopWrite(_client, PacketsPerLoop); // best effort: the broker notices the closed socket anyway
    }

    private void End(int rc) =>
        _closeReason ??= rc == MosquittoError.Errno
            ? Marshal.GetPInvokeErrorMessage(Marshal.GetLastSystemError())
            : MosquittoNative.ErrorText(rc);

    private async Task WaitForSlotAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closed.Token);
        try
        {
            await _slots.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Disconnected();
        }
    }

    private int SendSubscribe(string filter, int qos)
    {
        try
        {
            ThrowIfFailed(MosquittoNative.Subscribe(_client, out var id, filter, qos, 0, 0), $"subscribe to '{filter}'");
            _wake.Set();
            return id;
        }
        catch (ObjectDisposedException)
        {
            throw Disconnected(); // the session ended while we were on our way
        }
    }

    private unsafe int SendPublish(string topic, ReadOnlySpan<byte> payload, MqttPublishOptions options)
    {
        if (_closed.IsCancellationRequested) throw Disconnected();
        var properties = PropertyList.From(options);
        try
        {
            fixed (byte* bytes = payload)
            {
                var rc = MosquittoNative.Publish(
                    _client, out var id, topic, payload.Length, bytes, options.Qos, options.Retain, properties.Head);
                ThrowIfFailed(rc, $"publish {payload.Length:N0} bytes to '{topic}'");
                _wake.Set();
                return id;
            }
        }
        catch (ObjectDisposedException)
        {
            throw Disconnected(); // the session ended while we were on our way
        }
        finally
        {
            properties.Dispose();
        }
    }

    private void ThrowIfFailed(int rc, string what)
    {
        if (rc == MosquittoError.Success) return;
        if (rc is MosquittoError.NoConnection or MosquittoError.ConnectionLost) throw Disconnected();
        throw new MqttException($"Cannot {what}: {MosquittoNative.ErrorText(rc)}.");
    }

    private MqttDisconnectedException Disconnected() =>
        new($"Not connected to {_options.Broker}: {_closeReason ?? "the connection ended"}. Send again once connected.");

    /// <summary>
    /// The pending answer to <paramref name="id"/>; null where the answer was quicker than we. Whichever side comes second removes the
    /// entry.
    /// </summary>
    private TaskCompletionSource<int>? Await(ConcurrentDictionary<int, TaskCompletionSource<int>> pending, int id)
    {
        var completion = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!pending.TryAdd(id, completion))
        {
            pending.TryRemove(id, out var answered);
            return answered;
        }
        if (_closed.IsCancellationRequested) FailAll(pending); // the session ended between the call and the entry
        return completion;
    }

    private static void Answer(ConcurrentDictionary<int, TaskCompletionSource<int>> pending, int id, int reason)
    {
        if (!pending.TryRemove(id, out var completion))
        {
            completion = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
            if (!pending.TryAdd(id, completion)) pending.TryRemove(id, out completion);
        }
        completion?.TrySetResult(reason);
    }

    private void FailAll(ConcurrentDictionary<int, TaskCompletionSource<int>> pending)
    {
        foreach (var id in pending.Keys)
        {
            if (pending.TryRemove(id, out var completion)) completion.TrySetException(Disconnected());
        }
    }
}
