namespace Shoreline.Cli.Logs;

/// <summary>Lines of several logs in the order of their times; those of one log stay in their own. Holds one line of each.</summary>
internal static class LogMerge
{
    public static IEnumerable<string> InOrder(IReadOnlyList<LogSeries> logs)
    {
        var readers = logs.Select(log => log.Read().GetEnumerator()).ToArray();
        try
        {
            var next = new PriorityQueue<int, (DateTimeOffset At, int Log)>();
            for (var i = 0; i < readers.Length; i++) Advance(i);
            while (next.TryDequeue(out var log, out _))
            {
                yield return readers[log].Current.Text;
                Advance(log);
            }

            void Advance(int log)
            {
                if (readers[log].MoveNext()) next.Enqueue(log, (readers[log].Current.At, log));
            }
        }
        finally
        {
            foreach (var reader in readers) reader.Dispose();
        }
    }
}
