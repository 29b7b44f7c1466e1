using Microsoft.Extensions.Logging;

namespace Shoreline.Media.Tests;

public sealed class RtspTests
{
    private const string User = "viewer", Password = "s3cret p@ss/w\"ord";

    private static string Clip => TestAssets.Media("sign-language.mp4");

    [Theory]
    [InlineData(RtspTransport.Tcp)]
    [InlineData(RtspTransport.Udp)]
    [InlineData(RtspTransport.Auto)]
    public async Task A_camera_gives_frames_and_fragments(RtspTransport transport)
    {
        await using var server = await RtspServer.StartAsync(Clip);
        await using var capture = Captures.Open(Captures.Live(server.Address) with { Transport = transport, Fragments = true });
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));

        using var frame = await capture.ReadFrameAsync(deadline.Token);
        Assert.Equal((640, 480), (frame!.Frame.Width, frame.Frame.Height));
        await foreach (var fragment in capture.ReadFragmentsAsync(deadline.Token))
        {
            Assert.True(fragment.StartsWithKeyFrame);
            Assert.Equal((640, 480), (fragment.Width, fragment.Height));
            break;
        }
    }

    [Fact]
    public async Task A_restart_of_the_camera_is_survived()
    {
        var port = Ports.Free();
        await using var capture = Captures.Open(Captures.Live($"rtsp://127.0.0.1:{port}/clip") with
        {
            Transport = RtspTransport.Tcp,
            ReconnectMin = TimeSpan.FromMilliseconds(100),
            ReconnectMax = TimeSpan.FromMilliseconds(500),
            StallTimeout = TimeSpan.FromSeconds(5),
        });
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(50));
        long lastIndex;
        await using (var server = await RtspServer.StartAsync(Clip, port))
        {
            for (lastIndex = 0; lastIndex < 10;)
            {
                using var frame = await capture.ReadFrameAsync(deadline.Token);
                lastIndex = frame!.Frame.Index;
            }
            await server.KillAsync();
        }
        await Until.TrueAsync(() => capture.State == CaptureState.Waiting && capture.LastError is not null, "the loss of the camera is noticed");

        var reconnects = capture.Counters.Reconnects;
        await using var again = await RtspServer.StartAsync(Clip, port);
        await Until.TrueAsync(() => capture.State == CaptureState.Live, "the camera is live again");
        using var next = await capture.ReadFrameAsync(deadline.Token);
        Assert.True(next!.Frame.Index > lastIndex);
        Assert.True(capture.Counters.Reconnects > 0 && capture.Counters.Reconnects >= reconnects);
        Assert.Null(capture.LastError);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_right_password_opens_and_a_wrong_one_is_refused_in_one_clear_line(bool digest)
    {
        await using var server = await RtspServer.StartAsync(Clip, user: User, password: Password, digest: digest);
        var log = new RecordingLogger();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var options = Captures.Live(server.Address) with { Transport = RtspTransport.Tcp, User = User, Password = Password };
        await using (var capture = Capture.Open(options, log))
        {
            using var frame = await capture.ReadFrameAsync(deadline.Token);
            Assert.NotNull(frame);
        }

        var failure = await FirstJudgementAsync(options with { Password = "wr0ng-one", Reconnect = false }, log, deadline.Token);

        Assert.Equal(SourceFault.Refused, failure.Fault);
        Assert.Contains("refused the user name or password", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
        var everything = string.Join('\n', log.Lines) + failure + failure.Detail;
        Assert.DoesNotContain(Password, everything, StringComparison.Ordinal);
        Assert.DoesNotContain("wr0ng-one", everything, StringComparison.Ordinal);
        Assert.DoesNotContain(Uri.EscapeDataString(Password), everything, StringComparison.Ordinal);
    }

    /// <summary>What the camera says of us; a connection that breaks before it says anything, as under load, is opened again.</summary>
    private static async Task<SourceException> FirstJudgementAsync(CaptureOptions options, RecordingLogger log, CancellationToken deadline)
    {
        while (true)
        {
            await using var capture = Capture.Open(options, log);
            var failure = await Assert.ThrowsAsync<SourceException>(async () => await capture.ReadFrameAsync(deadline));
            if (failure.Fault != SourceFault.Unavailable) return failure;
        }
    }

    [Fact]
    public async Task User_and_password_of_the_address_are_used_and_never_shown()
    {
        await using var server = await RtspServer.StartAsync(Clip, user: User, password: Password);
        var address = server.Address.Replace("rtsp://", $"rtsp://{User}:{Uri.EscapeDataString(Password)}@", StringComparison.Ordinal);
        var log = new RecordingLogger();
        await using var capture = Capture.Open(Captures.Live(address), log);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));

        using var frame = await capture.ReadFrameAsync(deadline.Token);

        Assert.NotNull(frame);
        Assert.Equal(server.Address, capture.Source);
        Assert.DoesNotContain(Uri.EscapeDataString(Password), string.Join('\n', log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_camera_that_is_not_there_is_an_error_of_one_line()
    {
        await using var capture = Captures.Open(Captures.Live($"rtsp://127.0.0.1:{Ports.Free()}/clip") with { Reconnect = false });

        var failure = await Assert.ThrowsAsync<SourceException>(async () => await capture.ReadFrameAsync(TestContext.Current.CancellationToken));

        Assert.Equal(SourceFault.Unavailable, failure.Fault);
        Assert.Contains("cannot be reached", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    private sealed class RecordingLogger : ILogger
    {
        private readonly List<string> _lines = [];

        public IReadOnlyList<string> Lines
        {
            get
            {
                lock (_lines) return [.. _lines];
            }
        }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_lines) _lines.Add(formatter(state, exception) + exception);
        }
    }
}
