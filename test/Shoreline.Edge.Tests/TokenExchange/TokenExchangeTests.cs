using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Edge.Exports;
using Shoreline.Edge.Exports.Aws;
using Shoreline.Edge.Tests.Exports;
using Shoreline.Edge.TokenExchange;

namespace Shoreline.Edge.Tests.TokenExchange;

/// <summary>The table of greengrass-components, section 12.</summary>
public sealed class TokenExchangeTests : IDisposable
{
    private const string Token = "Q7ZK2M9XW4T1B8RD";

    private readonly HttpClient _http = new();
    private readonly StepClock _clock = new();

    [Fact]
    public async Task A_component_gets_the_keys_of_the_object_store()
    {
        using var source = new AwsCredentialSource(new AwsConnection { Keys = new AwsKeys("AKID", new Secret("the key"), new Secret("the session")) });
        await using var server = await StartAsync(source);

        using var answer = await AskAsync(server);

        Assert.Equal((HttpStatusCode.OK, "application/json"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        var json = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal(("AKID", "the key", "the session", "2026-01-31T10:30:00Z"),
            ((string)json["AccessKeyId"]!, (string)json["SecretAccessKey"]!, (string)json["Token"]!, (string)json["Expiration"]!));
        Assert.True(server.Address.IsLoopback);
    }

    [Theory]
    [InlineData("POST", TokenExchangeServer.Path, Token, 405)]
    [InlineData("PUT", "/other", null, 405)]
    [InlineData("GET", "/other", Token, 400)]
    [InlineData("GET", "/", Token, 400)]
    [InlineData("GET", TokenExchangeServer.Path, null, 403)]
    [InlineData("GET", TokenExchangeServer.Path, "0000000000000000", 403)]
    [InlineData("GET", "/2016-11-01/credentialprovider", Token, 200)]
    public async Task Others_get_what_the_table_says(string method, string path, string? token, int status)
    {
        await using var server = await StartAsync(new Scripted());
        using var answer = await AskAsync(server, method, path, token);

        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Keys_are_kept_until_five_minutes_before_they_expire()
    {
        var source = new Scripted { Lasts = TimeSpan.FromMinutes(30) };
        await using var server = await StartAsync(source);
        foreach (var minutes in (int[])[0, 24, 0])
        {
            _clock.Advance(TimeSpan.FromMinutes(minutes));
            using var answer = await AskAsync(server);
        }
        Assert.Equal(1, source.Asked);

        _clock.Advance(TimeSpan.FromMinutes(1));
        using var again = await AskAsync(server);

        Assert.Equal(2, source.Asked);
    }

    [Fact]
    public async Task A_refusal_is_passed_on_and_a_fault_is_a_500_that_tells_nothing()
    {
        var source = new Scripted { Fails = new CredentialException(451, "the key is secret-text") };
        await using var server = await StartAsync(source);
        using var refused = await AskAsync(server);
        source.Fails = new InvalidOperationException("secret-text");
        using var failed = await AskAsync(server);

        Assert.Equal((451, 500), ((int)refused.StatusCode, (int)failed.StatusCode));
        Assert.DoesNotContain("secret-text", await failed.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_that_does_not_answer_is_a_504_after_thirty_seconds()
    {
        var source = new Scripted { Hangs = true };
        await using var server = await StartAsync(source);
        var asking = AskAsync(server);
        await Until.TrueAsync(() => source.Asked == 1, "the source is asked");

        _clock.Advance(TimeSpan.FromSeconds(31));

        using var answer = await asking;
        Assert.Equal(HttpStatusCode.GatewayTimeout, answer.StatusCode);
    }

    public void Dispose() => _http.Dispose();

    private Task<TokenExchangeServer> StartAsync(ICredentialSource source) =>
        TokenExchangeServer.StartAsync(0, source, token => token == Token, NullLogger.Instance, _clock, TestContext.Current.CancellationToken);

    private async Task<HttpResponseMessage> AskAsync(TokenExchangeServer server, string method = "GET", string path = TokenExchangeServer.Path, string? token = Token)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(server.Address, path));
        if (token is not null) request.Headers.TryAddWithoutValidation("Authorization", token);
        return await _http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private sealed class Scripted : ICredentialSource
    {
        private int _asked;

        public int Asked => Volatile.Read(ref _asked);

        public bool Hangs { get; init; }

        public Exception? Fails { get; set; }

        public TimeSpan? Lasts { get; init; }

        public async Task<ExchangedCredentials> GetAsync(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _asked);
            if (Hangs) await Task.Delay(Timeout.Infinite, cancellationToken);
            if (Fails is not null) throw Fails;
            return new ExchangedCredentials("AKID", new Secret("key"), null, Lasts is { } lasts ? new DateTimeOffset(2026, 1, 31, 9, 30, 0, TimeSpan.Zero) + lasts : null);
        }
    }
}
