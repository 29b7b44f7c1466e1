using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Shoreline.Lake.Store;

namespace Shoreline.Lake.Jobs;

/// <summary>Runs of jobs, kept in the bucket: <c>jobs/runs/&lt;job&gt;/&lt;start&gt;-&lt;id&gt;.json</c>, the newest
/// <see cref="KeptRuns"/> of each job.</summary>
internal sealed class JobRunLog(IObjectStore store)
{
    public const int KeptRuns = 100;

    public async Task WriteAsync(JobRun run, CancellationToken cancellationToken)
    {
        var key = $"{Folder(run.Job)}{run.StartedAt.UtcDateTime.ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture)}-{run.Id}.json";
        await store.PutAsync(key, JsonSerializer.SerializeToUtf8Bytes(run, JobJson.Default.JobRun), cancellationToken);
        var keys = await KeysAsync(run.Job, cancellationToken);
        foreach (var old in keys.Take(keys.Count - KeptRuns)) await store.DeleteAsync(old, cancellationToken);
    }

    /// <summary>Newest first.</summary>
    public async IAsyncEnumerable<JobRun> ReadAsync(string job, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var keys = await KeysAsync(job, cancellationToken);
        for (var i = keys.Count - 1; i >= 0; i--)
        {
            if (await store.GetAsync(keys[i], cancellationToken) is { } content)
            {
                yield return JsonSerializer.Deserialize(content, JobJson.Default.JobRun)!;
            }
        }
    }

    private async Task<List<string>> KeysAsync(string job, CancellationToken cancellationToken)
    {
        var keys = new List<string>();
        await foreach (var entry in store.ListAsync(Folder(job), cancellationToken: cancellationToken)) keys.Add(entry.Key);
        return keys;
    }

    private static string Folder(string job) => $"jobs/runs/{job}/";
}
