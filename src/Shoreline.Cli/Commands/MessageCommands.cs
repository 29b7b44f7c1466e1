using System.CommandLine;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Shoreline.Cli.Ipc;
using Shoreline.Core;
using Shoreline.Greengrass.Ipc.Model;
using Shoreline.Sdk.Ipc;

namespace Shoreline.Cli.Commands;

/// <summary><c>shoreline pubsub</c> and <c>shoreline iotcore</c>: messages between components, and to the MQTT broker above the gateway.</summary>
internal static class MessageCommands
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static Command PubSub() => WithRoot(new Command("pubsub", "Publish to the gateway's components, or listen to them") { PubSubPub(), PubSubSub() });

    public static Command IotCore() => WithRoot(new Command("iotcore", "Publish to the MQTT broker above the gateway, or listen to it") { IotCorePub(), IotCoreSub() });

    private static Command PubSubPub()
    {
        var (topic, message) = (Topic(), Message());
        var asJson = new Option<bool>("--as-json") { Description = "Send the message as a JSON value, not as bytes" };
        var command = new Command("pub", "Publish a message to the components of the gateway") { topic, message, asJson };
        command.SetAction((parsed, stop) =>
        {
            var bytes = DeploymentArguments.TextOrFile(parsed.GetValue(message)!);
            var document = parsed.GetValue(asJson) ? Parse(bytes) : null;
            return NucleusCommand.WithClientAsync(parsed, client => parsed.GetValue(asJson)
                ? client.PubSub.PublishJsonAsync(parsed.GetValue(topic)!, document, stop)
                : client.PubSub.PublishAsync(parsed.GetValue(topic)!, bytes, stop), stop);
        });
        return command;
    }

    private static Command PubSubSub()
    {
        var (topic, json) = (Topic(), NucleusCommand.Json());
        var command = new Command("sub", "Print the messages of a topic, or of many with + and #, until Ctrl-C") { topic, json };
        command.SetAction((parsed, stop) => NucleusCommand.WithClientAsync(parsed, client => FollowAsync(
            () => client.PubSub.SubscribeAsync(parsed.GetValue(topic)!, cancellationToken: stop),
            message => Print(message.Topic, message.Json is { } value ? JsonNode.Parse(value.GetRawText()) : null, message.Payload, parsed.GetValue(json)), stop), stop));
        return command;
    }

    private static Command IotCorePub()
    {
        var (topic, message, qos) = (Topic(), Message(), Quality());
        var command = new Command("pub", "Publish a message; done when the gateway's spool has it") { topic, message, qos };
        command.SetAction((parsed, stop) =>
        {
            var bytes = DeploymentArguments.TextOrFile(parsed.GetValue(message)!);
            return NucleusCommand.WithClientAsync(parsed, client => client.IotCore.PublishAsync(parsed.GetValue(topic)!, bytes, parsed.GetValue(qos)!, stop), stop);
        });
        return command;
    }

    private static Command IotCoreSub()
    {
        var (topic, qos, json) = (Topic(), Quality(), NucleusCommand.Json());
        var command = new Command("sub", "Print the messages of a topic, or of many with + and #, until Ctrl-C") { topic, qos, json };
        command.SetAction((parsed, stop) => NucleusCommand.WithClientAsync(parsed, client => FollowAsync(
            () => client.IotCore.SubscribeAsync(parsed.GetValue(topic)!, parsed.GetValue(qos)!, stop),
            message => Print(message.TopicName, null, message.Payload ?? default, parsed.GetValue(json)), stop), stop));
        return command;
    }

    private static async Task FollowAsync<T>(Func<Task<IpcEvents<T>>> subscribe, Action<T> print, CancellationToken stop)
    {
        try
        {
            await using var events = await subscribe();
            Console.Error.WriteLine("Listening; Ctrl-C ends it.");
            await foreach (var message in events) print(message);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Ctrl-C: the way to end it
        }
    }

    /// <summary>One line: topic, tab, message. Bytes that are no text are printed in base64, after the word.</summary>
    private static void Print(string topic, JsonNode? value, ReadOnlyMemory<byte> payload, bool isJson)
    {
        var text = Text(payload);
        if (!isJson)
        {
            Console.Out.WriteLine($"{topic}\t{text?.ReplaceLineEndings(" ") ?? "base64 " + Convert.ToBase64String(payload.Span)}");
            return;
        }
        var line = new JsonObject { ["topic"] = topic };
        if (value is not null) line["json"] = value;
        else if (text is not null) line["text"] = text;
        else line["base64"] = Convert.ToBase64String(payload.Span);
        Console.Out.WriteLine(line.ToJsonString(IpcJson.Wire.Options));
    }

    private static string? Text(ReadOnlyMemory<byte> payload)
    {
        try
        {
            return Strict.GetString(payload.Span);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static JsonNode? Parse(byte[] text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException e)
        {
            throw new InvalidInputException($"--message is no JSON: {e.Message}", e);
        }
    }

    private static Command WithRoot(Command command)
    {
        command.Options.Add(NucleusCommand.Root);
        return command;
    }

    private static Option<string> Topic() => new("--topic", "-t") { Description = "Topic", Required = true };

    private static Option<string> Message() => new("--message", "-m") { Description = "Text, or the path of a file whose bytes are the message", Required = true };

    private static Option<string> Quality()
    {
        var option = new Option<string>("--qos", "-q") { Description = "0 at most once, 1 at least once", DefaultValueFactory = _ => Qualities.AtLeastOnce };
        option.AcceptOnlyFromAmong(Qualities.AtMostOnce, Qualities.AtLeastOnce);
        return option;
    }
}
