using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;

namespace Shoreline.Messaging.Tests;

public sealed class MqttTlsTests : IDisposable
{
    private static readonly CancellationToken Patience = new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token;
    private readonly MosquittoFixture _broker;
    private string _folder = "";

    public MqttTlsTests() => _broker = MosquittoFixture.With(folder =>
    {
        _folder = folder.Path;
        using var caKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var caRequest = new CertificateRequest("CN=Test authority", caKey, HashAlgorithmName.SHA256);
        caRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var ca = caRequest.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(folder["ca.pem"], ca.ExportCertificatePem());
        Issue(ca, "broker", r =>
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddIpAddress(IPAddress.Loopback);
            r.CertificateExtensions.Add(names.Build());
        });
        Issue(ca, "client", _ => { });
        return $"""
            cafile {folder["ca.pem"]}
            certfile {folder["broker.pem"]}
            keyfile {folder["broker.key"]}
            require_certificate true
            """;
    });

    private MqttClientOptions Options => new()
    {
        Broker = new Uri($"mqtts://127.0.0.1:{_broker.Port}"),
        ReconnectMin = TimeSpan.FromMilliseconds(10),
        Tls = new() { CaFile = At("ca.pem"), CertificateFile = At("client.pem"), KeyFile = At("client.key") },
    };

    public void Dispose() => _broker.Dispose();

    [Fact]
    public async Task Both_sides_know_each_other_by_certificate_and_large_messages_pass()
    {
        await using var client = MqttClient.Create(Options, NullLogger.Instance);
        client.Start();
        await client.WaitConnectedAsync(Patience);
        var arrived = new TaskCompletionSource<MqttMessage>();
        await client.SubscribeAsync("t", 1, m => { arrived.TrySetResult(m); return default; }, Patience);
        var payload = RandomNumberGenerator.GetBytes(1 << 20);
        await client.PublishAsync("t", payload, cancellationToken: Patience);
        Assert.Equal(payload, (await arrived.Task.WaitAsync(Patience)).Payload.ToArray());
    }

    [Fact]
    public async Task A_broker_of_an_unknown_authority_is_not_talked_to()
    {
        await using var client = MqttClient.Create(Options with { Tls = new() }, NullLogger.Instance); // only the system's authorities
        client.Start();
        await Until.TrueAsync(() => client.LastError is not null, "the refusal");
        Assert.False(client.IsConnected);
    }

    [Fact]
    public async Task A_certificate_that_is_not_there_is_named_as_the_reason()
    {
        await using var client = MqttClient.Create(Options with { Tls = new() { CaFile = At("missing.pem") } }, NullLogger.Instance);
        client.Start();
        await Until.TrueAsync(() => client.LastError is not null, "the reason");
        Assert.Contains("TLS files", client.LastError, StringComparison.Ordinal);
    }

    private string At(string file) => Path.Combine(_folder, file);

    private void Issue(X509Certificate2 ca, string name, Action<CertificateRequest> extend)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        extend(request);
        using var certificate = request.Create(ca, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1), RandomNumberGenerator.GetBytes(8));
        File.WriteAllText(At($"{name}.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(At($"{name}.key"), key.ExportPkcs8PrivateKeyPem());
    }
}
