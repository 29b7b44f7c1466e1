using System.CommandLine;
using System.Text;
using Shoreline.Cli.Terminal;
using Shoreline.Core.Records;
using Shoreline.Edge;
using Shoreline.Greengrass.StreamManager.Messages;
using Shoreline.Sdk;

namespace Shoreline.Cli.Commands;

/// <summary><c>shoreline stream</c>: the streams of the running gateway, over the stream manager protocol.</summary>
internal static class StreamCommand
{
    private static readonly Option<string?> Root = RecursiveRoot();

    public static Command Build()
    {
        var name = Arguments.NotAnOption(new Argument<string>("name") { Description = "Name of a stream" });
        var list = new Command("list", "List the streams: oldest and newest record, bytes, how far each export is");
        list.SetAction((parsed, stop) => WithClientAsync(parsed, async client =>
        {
            foreach (var stream in await client.ListStreamsAsync(stop)) Print(stream, await client.DescribeMessageStreamAsync(stream, stop));
        }, stop));
        var describe = new Command("describe", "Describe a stream") { name };
        describe.SetAction((parsed, stop) => WithClientAsync(
            parsed, async client => Print(parsed.GetValue(name)!, await client.DescribeMessageStreamAsync(parsed.GetValue(name)!, stop)), stop));
        var from = new Option<long>("--from") { Description = "First record wanted; one that is gone is passed over" };
        var count = new Option<int>("--count") { Description = "At most so many records", DefaultValueFactory = _ => 10 };
        var read = new Command("read", "Print records of a stream; media records as their header") { name, from, count };
        read.SetAction((parsed, stop) => WithClientAsync(parsed, async client =>
        {
            var options = new ReadMessagesOptions { DesiredStartSequenceNumber = parsed.GetValue(from), MinMessageCount = 1, MaxMessageCount = parsed.GetValue(count) };
            foreach (var message in await client.ReadMessagesAsync(parsed.GetValue(name)!, options, stop)) Console.Out.WriteLine($"{message.SequenceNumber}\t{Text(message.Payload)}");
        }, stop));
        var text = new Argument<string>("text") { Description = "The record" };
        var append = new Command("append", "Append a record to a stream") { name, text };
        append.SetAction((parsed, stop) => WithClientAsync(parsed, async client =>
            Console.Out.WriteLine(await client.AppendMessageAsync(parsed.GetValue(name)!, Encoding.UTF8.GetBytes(parsed.GetValue(text)!), stop)), stop));
        var command = new Command("stream", "Look into the streams of the running gateway")
        {
            list, describe, read, append, StreamFilesCommand.Verify(Root), StreamFilesCommand.Repair(Root),
        };
        command.Options.Add(Root);
        return command;
    }

    private static Option<string?> RecursiveRoot()
    {
        var option = EdgeCommand.RootOption();
        option.Recursive = true;
        return option;
    }

    private static void Print(string name, Greengrass.StreamManager.Definitions.MessageStreamInfo info)
    {
        var storage = info.StorageStatus;
        Console.Out.WriteLine($"{name}: records {storage.OldestSequenceNumber} to {storage.NewestSequenceNumber}, {storage.TotalBytes:N0} bytes");
        foreach (var export in info.ExportStatuses) Console.Out.WriteLine($"  export {export.ExportConfigIdentifier}: up to {export.LastExportedSequenceNumber} {export.ErrorMessage}".TrimEnd());
    }

    private static string Text(ReadOnlyMemory<byte> payload)
    {
        if (!MediaRecord.Is(payload.Span)) return Encoding.UTF8.GetString(payload.Span);
        var fault = MediaRecord.TryDecode(payload, out _, out var header, out var body);
        return fault is null ? $"{Encoding.UTF8.GetString(header.Span)} + {body.Length:N0} bytes" : $"a media record that {fault}";
    }

    private static async Task<int> WithClientAsync(ParseResult parsed, Func<StreamManagerClient, Task> work, CancellationToken stop)
    {
        var root = EdgeCommand.RootFolder(parsed.GetValue(Root));
        var endpoints = EdgeEndpoints.Read(root);
        var options = new StreamManagerClientOptions { Port = endpoints.StreamManagerPort, AuthToken = EdgeEndpoints.ReadToken(root) };
        await using var client = await StreamManagerClient.ConnectAsync(options, cancellationToken: stop);
        await work(client);
        return ExitCode.Done;
    }
}
