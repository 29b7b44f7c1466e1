using System.CommandLine;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Shoreline.Cli.Terminal;
using Shoreline.Core;
using Shoreline.Core.Records;
using Shoreline.Edge;
using Shoreline.Edge.Configuration;
using Shoreline.Greengrass.StreamManager.Definitions;
using Shoreline.Greengrass.StreamManager.Messages;
using Shoreline.Sdk;

namespace Shoreline.Cli.Commands;

/// <summary><c>shoreline stream</c>: the streams of the running gateway, over the stream manager protocol.</summary>
internal static class StreamCommand
{
    private const int AppendAtOnce = 10_000;
    private static readonly Option<string?> Root = RecursiveRoot();

    public static Command Build()
    {
        var command = new Command("stream", "Look into the streams of the running gateway, and change them")
        {
            List(), Describe(), Create(), Append(), Read(), Delete(),
            StreamFilesCommand.Verify(Root), StreamFilesCommand.Repair(Root),
        };
        command.Options.Add(Root);
        return command;
    }

    private static Command List()
    {
        var json = Json();
        var command = new Command("list", "List the streams: records, bytes, how far the slowest export is behind; last those that could not be opened, and why") { json };
        command.SetAction((parsed, stop) => WithClientAsync(parsed, async client =>
        {
            var streams = new List<StreamDescription>();
            var reports = await ReportsAsync(parsed, stop);
            foreach (var name in await client.ListStreamsAsync(stop))
            {
                if (await FindAsync(client, name, stop) is { } info) streams.Add(StreamDescription.Of(info, reports.GetValueOrDefault(name)));
            }
            streams.AddRange(reports.Values.Where(report => report.Fault is not null).Select(StreamDescription.OfFaulty));
            if (parsed.GetValue(json)) PrintJson(streams);
            else StreamDescription.WriteList(streams, Console.Out);
        }, stop));
        return command;
    }

    private static Command Describe()
    {
        var (name, json) = (Name(), Json());
        var command = new Command("describe", "Describe a stream: its limits, what it holds, how far each export is") { name, json };
        command.SetAction((parsed, stop) => WithClientAsync(parsed, async client =>
        {
            var info = await client.DescribeMessageStreamAsync(parsed.GetValue(name)!, stop);
            var stream = StreamDescription.Of(info, (await ReportsAsync(parsed, stop)).GetValueOrDefault(info.Definition.Name));
            if (parsed.GetValue(json)) PrintJson(stream);
            else stream.Write(Console.Out);
        }, stop));
        return command;
    }

    private static Command Create()
    {
        var name = Name();
        var maxSize = Size("--max-size", "Most bytes that it holds: 512MiB", MessageStreamDefinition.DefaultMaxSize);
        var segmentSize = Size("--segment-size", "Bytes of a segment: the least that is deleted at once", null);
        var onFull = new Option<string>("--on-full") { Description = "overwrite (the oldest records) or reject (new ones)", DefaultValueFactory = _ => "overwrite" };
        onFull.AcceptOnlyFromAmong("overwrite", "reject");
        var keep = new Option<TimeSpan?>("--keep") { Description = "Delete records that are older: 168h", CustomParser = Arguments.Duration };
        var memory = new Option<bool>("--memory") { Description = "Keep it in memory only: gone when the gateway stops" };
        var command = new Command("create", "Make a stream") { name, maxSize, segmentSize, onFull, keep, memory };
        command.SetAction((parsed, stop) => WithClientAsync(parsed, async client =>
        {
            var bytes = parsed.GetValue(maxSize)!.Value;
            await client.CreateMessageStreamAsync(new MessageStreamDefinition
            {
                Name = parsed.GetValue(name)!,
                MaxSize = bytes,
                StreamSegmentSize = parsed.GetValue(segmentSize) ?? Math.Min(MessageStreamDefinition.DefaultStreamSegmentSize, Math.Max(1024, bytes / 8)),
                StrategyOnFull = parsed.GetValue(onFull) == "reject" ? StrategyOnFull.RejectNewData : StrategyOnFull.OverwriteOldestData,
                TimeToLiveMillis = (long?)parsed.GetValue(keep)?.TotalMilliseconds,
                Persistence = parsed.GetValue(memory) ? Persistence.Memory : null,
            }, stop);
        }, stop));
        return command;
    }

    private static Command Append()
    {
        var name = Name();
        var text = new Argument<string?>("text") { Description = "The record. Without it: each line of standard input is one", Arity = ArgumentArity.ZeroOrOne };
        var file = new Option<string?>("--file") { Description = "Append the bytes of this file as one record" };
        var command = new Command("append", "Append records to a stream and print their numbers, the first and the last") { name, text, file };
        command.SetAction((parsed, stop) => WithClientAsync(parsed, async client =>
        {
            var stream = parsed.GetValue(name)!;
            if (parsed.GetValue(file) is { } path) Console.Out.WriteLine(await client.AppendMessageAsync(stream, ReadFile(path), stop));
            else if (parsed.GetValue(text) is { } record) Console.Out.WriteLine(await client.AppendMessageAsync(stream, Encoding.UTF8.GetBytes(record), stop));
            else await AppendLinesAsync(client, stream, stop);
        }, stop));
        return command;
    }

    private static Command Read()
    {
        var (name, json) = (Name(), Json());
        var from = new Option<long>("--from") { Description = "First record wanted; one that is gone is passed over" };
        var count = Arguments.Within(new Option<int>("--count") { Description = "At most so many records", DefaultValueFactory = _ => 10 }, 1, int.MaxValue);
        var follow = new Option<bool>("--follow") { Description = "Go on with what is appended, until Ctrl-C; --count does not count" };
        var command = new Command("read", "Print records of a stream; media records as their header") { name, from, count, follow, json };
        command.SetAction((parsed, stop) => WithClientAsync(parsed, async client =>
        {
            Action<Message> print = parsed.GetValue(json) ? StreamRecordText.PrintJson : StreamRecordText.Print;
            var (stream, start) = (parsed.GetValue(name)!, parsed.GetValue(from));
            if (parsed.GetValue(follow))
            {
                try
                {
                    await foreach (var message in client.ReadStreamAsync(stream, start, stop)) print(message);
                }
                catch (OperationCanceledException) when (stop.IsCancellationRequested)
                {
                    // Ctrl-C: the way to end it
                }
                return;
            }
            for (var left = (long)parsed.GetValue(count); left > 0;)
            {
                var messages = await ReadSomeAsync(client, stream, start, left, stop);
                if (messages.Count == 0) return;
                foreach (var message in messages) print(message);
                (left, start) = (left - messages.Count, messages[^1].SequenceNumber + 1);
            }
        }, stop));
        return command;
    }

    private static Command Delete()
    {
        var name = Name();
        var command = new Command("delete", "Delete a stream with all its records, exported or not") { name };
        command.SetAction((parsed, stop) => WithClientAsync(parsed, async client =>
        {
            var stream = StreamDescription.Of(await client.DescribeMessageStreamAsync(parsed.GetValue(name)!, stop), report: null);
            await client.DeleteMessageStreamAsync(stream.Name, stop);
            Console.Out.WriteLine($"deleted {stream.Name}: {stream.Records:N0} records, {stream.Bytes:N0} bytes");
        }, stop));
        return command;
    }

    /// <summary>The gateway's own account of its streams, which knows more of exports than the protocol tells: those of edge.yaml, what waits, how fast it goes.</summary>
    private static async Task<IReadOnlyDictionary<string, StreamReport>> ReportsAsync(ParseResult parsed, CancellationToken stop)
    {
        var page = EdgeEndpoints.Read(EdgeCommand.RootFolder(parsed.GetValue(Root))).Page;
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        try
        {
            var reports = await http.GetFromJsonAsync<IReadOnlyList<StreamReport>>($"{page}/api/streams", stop);
            return (reports ?? []).ToDictionary(report => report.Name, StringComparer.Ordinal);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException || (e is OperationCanceledException && !stop.IsCancellationRequested))
        {
            throw new ShorelineException($"The gateway's page at {page} does not tell of its exports: {e.Message.TrimEnd('.')}. Is the gateway stopping?", e);
        }
    }

    private static async Task<MessageStreamInfo?> FindAsync(StreamManagerClient client, string name, CancellationToken stop)
    {
        try
        {
            return await client.DescribeMessageStreamAsync(name, stop);
        }
        catch (ResourceNotFoundException)
        {
            return null; // deleted since it was listed
        }
    }

    private static async Task<IReadOnlyList<Message>> ReadSomeAsync(StreamManagerClient client, string stream, long from, long most, CancellationToken stop)
    {
        try
        {
            return await client.ReadMessagesAsync(stream, new ReadMessagesOptions { DesiredStartSequenceNumber = from, MinMessageCount = 1, MaxMessageCount = most }, stop);
        }
        catch (NotEnoughMessagesException)
        {
            return [];
        }
    }

    private static async Task AppendLinesAsync(StreamManagerClient client, string stream, CancellationToken stop)
    {
        var (first, last) = (-1L, -1L);
        var lines = new List<ReadOnlyMemory<byte>>();
        for (var line = await Console.In.ReadLineAsync(stop); line is not null || lines.Count > 0; line = line is null ? null : await Console.In.ReadLineAsync(stop))
        {
            if (line is { Length: > 0 }) lines.Add(Encoding.UTF8.GetBytes(line));
            if (line is not null && lines.Count < AppendAtOnce) continue;
            var sequences = await client.AppendManyAsync(stream, lines, stop);
            (first, last) = (first < 0 ? sequences[0] : first, sequences[^1]);
            lines.Clear();
        }
        if (last >= 0) Console.Out.WriteLine($"{first} {last}");
    }

    private static byte[] ReadFile(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"'{path}' cannot be read: {e.Message}", e);
        }
    }

    private static void PrintJson<T>(T value) => Console.Out.WriteLine(JsonSerializer.Serialize(value, StreamDescription.Json));

    private static Argument<string> Name() => Arguments.NotAnOption(new Argument<string>("name") { Description = "Name of a stream" });

    private static Option<bool> Json() => new("--json") { Description = "Print JSON" };

    private static Option<long?> Size(string name, string description, long? otherwise) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => otherwise,
        CustomParser = result =>
        {
            if (ByteSize.TryParse(result.Tokens[0].Value, out var bytes)) return bytes;
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"'{result.Tokens[0].Value}' is no size: write 65536, 512KiB, 64MiB or 1.5GiB."));
            return null;
        },
    };

    private static Option<string?> RecursiveRoot()
    {
        var option = EdgeCommand.RootOption();
        option.Recursive = true;
        return option;
    }

    private static async Task<int> WithClientAsync(ParseResult parsed, Func<StreamManagerClient, Task> work, CancellationToken stop)
    {
        await using var client = await StreamManagerClient.ConnectAsync(Access(parsed.GetValue(Root)), cancellationToken: stop);
        await work(client);
        return ExitCode.Done;
    }

    /// <summary>In a component's script, which cannot read the operator's token: the component's own. Else that of the root's gateway.</summary>
    private static StreamManagerClientOptions Access(string? givenRoot)
    {
        if (givenRoot is null && new StreamManagerClientOptions() is { AuthToken: not null } ofComponent) return ofComponent;
        var root = EdgeCommand.RootFolder(givenRoot);
        return new StreamManagerClientOptions { Host = "127.0.0.1", Port = EdgeEndpoints.Read(root).StreamManagerPort, AuthToken = EdgeEndpoints.ReadToken(root) };
    }
}
