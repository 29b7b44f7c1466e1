using System.Text.Json.Nodes;
using Shoreline.Edge.Ipc.Consent;
using Shoreline.Greengrass.Ipc.Model;

namespace Shoreline.Edge.Tests.Ipc;

/// <summary>
/// What components say to deployments (greengrass-ipc, 6.3 and 6.4; greengrass-components, 7.7 and 7.8; acceptance 12 and 13).
/// </summary>
public sealed class ConsentTests : IAsyncLifetime
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(100);
    private readonly ServedIpc _served = new();
    private IpcClient _a = null!;
    private IpcClient _b = null!;

    private ComponentConsent Consent => _served.Parts.Consent;

    public async ValueTask InitializeAsync()
    {
        _a = await _served.ConnectAsync("a", "{}");
        _b = await _served.ConnectAsync("b", "{}");
    }

    public async ValueTask DisposeAsync()
    {
        _a.Dispose();
        _b.Dispose();
        await _served.DisposeAsync();
    }

    [Fact]
    public async Task Acceptance_13_zero_from_everybody_lets_the_update_go_ahead()
    {
        foreach (var client in new[] { _a, _b }) await client.OkAsync(IpcOperations.SubscribeToComponentUpdates);
        var asking = Consent.AskToUpdateAsync("d1", isRestarting: true, Long, CancellationToken.None);
        foreach (var client in new[] { _a, _b })
        {
            var question = await client.ReadAsync();
            Assert.Equal(("ComponentUpdatePolicyEvents", """{"preUpdateEvent":{"deploymentId":"d1","isGgcRestarting":true}}"""), (question!.ShapeName, question.Payload));
            Assert.False(asking.IsCompleted);
            Assert.Equal("{}", await client.OkAsync(IpcOperations.DeferComponentUpdate, """{"deploymentId":"d1","recheckAfterMs":0}"""));
        }
        await asking;
        Consent.Updated("d1");
        foreach (var client in new[] { _a, _b }) Assert.Equal("""{"postUpdateEvent":{"deploymentId":"d1"}}""", (await client.ReadAsync())!.Payload);
    }

    [Fact]
    public async Task Acceptance_13_after_the_longest_wait_everybody_is_asked_again()
    {
        foreach (var client in new[] { _a, _b }) await client.OkAsync(IpcOperations.SubscribeToComponentUpdates);
        var asking = Consent.AskToUpdateAsync("d1", isRestarting: false, Long, CancellationToken.None);
        await AnswerAsync(_a, 1);
        await AnswerAsync(_b, 150);
        await AnswerAsync(_a, 0);
        Assert.False(asking.IsCompleted);
        await AnswerAsync(_b, 0);
        await asking;

        static async Task AnswerAsync(IpcClient client, int wait)
        {
            Assert.Contains("preUpdateEvent", (await client.ReadAsync())!.Payload, StringComparison.Ordinal);
            await client.OkAsync(IpcOperations.DeferComponentUpdate, $$"""{"deploymentId":"d1","recheckAfterMs":{{wait}},"message":"busy"}""");
        }
    }

    [Fact]
    public async Task Acceptance_13_silence_goes_ahead_and_a_late_answer_fails()
    {
        await _a.OkAsync(IpcOperations.SubscribeToComponentUpdates);
        await Consent.AskToUpdateAsync("d1", isRestarting: false, Short, CancellationToken.None);
        Assert.Contains("preUpdateEvent", (await _a.ReadAsync())!.Payload, StringComparison.Ordinal);
        Assert.Equal("ServiceError", await _a.ErrorShapeAsync(IpcOperations.DeferComponentUpdate, """{"deploymentId":"d1","recheckAfterMs":5}"""));
    }

    [Fact]
    public async Task Acceptance_13_who_did_not_subscribe_cannot_defer()
    {
        Assert.Equal("InvalidArgumentsError", await _a.ErrorShapeAsync(IpcOperations.DeferComponentUpdate, """{"deploymentId":"d1","recheckAfterMs":5}"""));
        await _a.OkAsync(IpcOperations.SubscribeToComponentUpdates);
        Assert.Equal("InvalidArgumentsError", await _a.ErrorShapeAsync(IpcOperations.DeferComponentUpdate, """{"recheckAfterMs":5}"""));
        Assert.Equal("ServiceError", await _a.ErrorShapeAsync(IpcOperations.DeferComponentUpdate, """{"deploymentId":"other","recheckAfterMs":5}"""));
    }

    [Fact]
    public async Task An_answer_without_a_time_is_none_and_a_second_one_is_too_much()
    {
        await _a.OkAsync(IpcOperations.SubscribeToComponentUpdates);
        var asking = Consent.AskToUpdateAsync("d1", isRestarting: false, Long, CancellationToken.None);
        await _a.ReadAsync();
        await _a.OkAsync(IpcOperations.DeferComponentUpdate, """{"deploymentId":"d1"}""");
        Assert.False(asking.IsCompleted);
        await _a.OkAsync(IpcOperations.DeferComponentUpdate, """{"deploymentId":"d1","recheckAfterMs":-7}"""); // as good as zero
        await asking;
        Assert.Equal("ServiceError", await _a.ErrorShapeAsync(IpcOperations.DeferComponentUpdate, """{"deploymentId":"d1","recheckAfterMs":0}"""));
    }

    [Fact]
    public async Task Nobody_subscribed_nobody_waits_and_a_deferred_update_can_be_called_off()
    {
        await Consent.AskToUpdateAsync("d1", isRestarting: false, Long, CancellationToken.None);
        await _a.OkAsync(IpcOperations.SubscribeToComponentUpdates);
        using var calledOff = new CancellationTokenSource();
        var asking = Consent.AskToUpdateAsync("d2", isRestarting: false, Long, calledOff.Token);
        await _a.ReadAsync();
        await _a.OkAsync(IpcOperations.DeferComponentUpdate, $$"""{"deploymentId":"d2","recheckAfterMs":{{long.MaxValue}}}""");
        await calledOff.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }

    [Fact]
    public async Task Only_components_subscribe_to_updates()
    {
        using var cli = await _served.ConnectCommandLineAsync();
        var error = await cli.CallAsync(IpcOperations.SubscribeToComponentUpdates);
        Assert.Equal(("ResourceNotFoundError", "Component"), (error.ShapeName, error.Json.GetProperty("resourceType").GetString()));
    }

    [Fact]
    public async Task Acceptance_12_a_configuration_that_all_accept_is_accepted()
    {
        foreach (var client in new[] { _a, _b }) await client.OkAsync(IpcOperations.SubscribeToValidateConfigurationUpdates);
        var validating = ValidateAsync(Long, "a", "b", "c"); // c did not subscribe
        var asked = await _a.ReadAsync();
        Assert.Equal(("ValidateConfigurationUpdateEvents", """{"validateConfigurationUpdateEvent":{"deploymentId":"d1","configuration":{"of":"a"}}}"""), (asked!.ShapeName, asked.Payload));
        await _b.ReadAsync();
        await ReportAsync(_a, "ACCEPTED");
        Assert.False(validating.IsCompleted);
        await ReportAsync(_b, "ACCEPTED");
        Assert.Null(await validating);
    }

    [Fact]
    public async Task Acceptance_12_a_rejection_is_told_with_its_message()
    {
        foreach (var client in new[] { _a, _b }) await client.OkAsync(IpcOperations.SubscribeToValidateConfigurationUpdates);
        var validating = ValidateAsync(Long, "a", "b");
        await _a.ReadAsync();
        await _b.ReadAsync();
        await ReportAsync(_a, "ACCEPTED");
        await ReportAsync(_b, "REJECTED");
        Assert.Equal(("b", "because"), await validating);
    }

    [Fact]
    public async Task Acceptance_12_silence_is_a_refusal_and_a_late_report_is_refused()
    {
        await _a.OkAsync(IpcOperations.SubscribeToValidateConfigurationUpdates);
        Assert.Equal("a", (await ValidateAsync(Short, "a"))!.Value.Component);
        await _a.ReadAsync();
        Assert.Equal("InvalidArgumentsError", await _a.ErrorShapeAsync(IpcOperations.SendConfigurationValidityReport, Report("ACCEPTED")));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"configurationValidityReport":{"status":"ACCEPTED"}}""")]
    [InlineData("""{"configurationValidityReport":{"status":"ACCEPTED","deploymentId":"unknown"}}""")]
    [InlineData("""{"configurationValidityReport":{"status":"FINE","deploymentId":"d1"}}""")]
    public async Task Acceptance_12_a_report_that_nobody_waits_for_is_refused(string report) =>
        Assert.Equal("InvalidArgumentsError", await _a.ErrorShapeAsync(IpcOperations.SendConfigurationValidityReport, report));

    [Fact]
    public async Task The_first_live_validator_of_a_component_is_asked()
    {
        await _a.OkAsync(IpcOperations.SubscribeToValidateConfigurationUpdates);
        using var second = await _served.ConnectAsync("a", "{}");
        await second.OkAsync(IpcOperations.SubscribeToValidateConfigurationUpdates);
        var validating = ValidateAsync(Long, "a");
        await _a.ReadAsync();
        await ReportAsync(_a, "ACCEPTED");
        Assert.Null(await validating);
        await second.AssertQuietAsync();
        await _a.TerminateAsync(1);
        await _a.AssertQuietAsync();
        validating = ValidateAsync(Long, "a");
        Assert.Equal("ValidateConfigurationUpdateEvents", (await second.ReadAsync())!.ShapeName);
        await ReportAsync(second, "ACCEPTED");
        Assert.Null(await validating);
    }

    private Task<(string Component, string Message)?> ValidateAsync(TimeSpan limit, params string[] components) => Consent.ValidateAsync(
        "d1", components.ToDictionary(c => c, c => new JsonObject { ["of"] = c }), limit, CancellationToken.None);

    private static async Task ReportAsync(IpcClient client, string status) =>
        Assert.Equal("{}", await client.OkAsync(IpcOperations.SendConfigurationValidityReport, Report(status)));

    private static string Report(string status) => $$$"""{"configurationValidityReport":{"status":"{{{status}}}","deploymentId":"d1","message":"because"}}""";
}
