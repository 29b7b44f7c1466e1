using Shoreline.Lake.Delta;
using Shoreline.Lake.Native.DuckDb;

namespace Shoreline.Lake.Jobs;

/// <summary>What one step of a job did.</summary>
internal readonly record struct JobStep(
    long SourceFrom, long SourceTo, long RowsRead, long RowsWritten, long RowsQuarantined, bool CaughtUp);

/// <summary>Brings a job's target up to its source, step by step. Killed anywhere and run again it gives the same rows.</summary>
/// <remarks>
/// A step reads the source's next commits, writes Parquet files, and commits them to the target together with how far it has come
/// (<c>txn</c>).
/// Rows that do not parse are committed to the quarantine table before that; their key keeps them from going there twice. A commit that
/// another
/// writer overtakes is thrown away, and the step is done anew on the newer table.
/// </remarks>
internal sealed class JobExecution(DataLake lake, JobDefinition job, TimeProvider time)
{
    /// <summary>Source files read in one step, about, so that a backlog of any size fits into memory.</summary>
    private const long StepBytes = 64 << 20;
    private const int MaxAttempts = 50;

    private sealed record Output(
        long RowsRead, long RowsWritten, long RowsQuarantined, List<ScratchParquet> Target, List<ScratchParquet> Quarantine,
        List<DataFile> Removed);

    private readonly DeltaTable _source = lake.Table(job.Source);
    private readonly DeltaTable _target = lake.Table(job.Target);
    private readonly DeltaTable _quarantine = lake.Table(QuarantineTable.Name);
    private TableSchema? _schema;

    /// <summary>Does one step; nothing where the target is up to date.</summary>
    /// <exception cref="TableConflictException">Other writers won too often; run the job again.</exception>
    public async Task<JobStep> StepAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            if (await TryStepAsync(cancellationToken) is { } step) return step;
        }
        throw new TableConflictException(
            $"Job '{job.Name}': {MaxAttempts} commits in a row were overtaken by other writers. It goes on at its next run.");
    }

    /// <returns>Null where another writer was first.</returns>
    private async Task<JobStep?> TryStepAsync(CancellationToken cancellationToken)
    {
        var source = await _source.RefreshAsync(cancellationToken);
        var sourceSchema = source.Version >= 0 ? source.Schema : job.Source.StartsWith(RawTable.Prefix, StringComparison.Ordinal) ? RawTable.Schema : null;
        if (sourceSchema is null) return new JobStep(-1, -1, 0, 0, 0, CaughtUp: true);

        _schema ??= await lake.Engine.RunAsync(connection => ReadSchema(connection, sourceSchema), cancellationToken);
        await _target.CreateAsync(_schema, cancellationToken);
        var target = await _target.RefreshAsync(cancellationToken);
        if (source.Version < 0) return new JobStep(-1, -1, 0, 0, 0, CaughtUp: true);

        var progress = $"job:{job.Name}:{source.Metadata.Id}"; // a source made anew starts from its first commit
        var done = target.ProgressOf(progress);
        var (files, upTo) = job.Mode == JobMode.Replace
            ? (source.Files.Values.ToList(), source.Version)
            : await _source.ReadAddedAsync(done, source, StepBytes, cancellationToken);
        if (upTo <= done) return new JobStep(done, done, 0, 0, 0, CaughtUp: true);

        var quarantine = await _quarantine.CreateAsync(QuarantineTable.Schema, cancellationToken);
        quarantine = await _quarantine.RefreshAsync(cancellationToken);
        var output = await lake.Engine.RunAsync(connection => Compute(connection, source, files, target, quarantine), cancellationToken);

        if (!await CommitQuarantineAsync(output, quarantine, cancellationToken)) return null;
        var txn = new TxnAction { AppId = progress, Version = upTo, LastUpdated = time.GetUtcNow().ToUnixTimeMilliseconds() };
        if (!await CommitTargetAsync(output, target, txn, cancellationToken)) return null;
        return new JobStep(done, upTo, output.RowsRead, output.RowsWritten, output.RowsQuarantined, CaughtUp: upTo == source.Version);
    }

    private async Task<bool> CommitQuarantineAsync(Output output, Snapshot quarantine, CancellationToken cancellationToken)
    {
        if (output.Quarantine.Count == 0) return true;
        var actions = await lake.Files.PutAsync(_quarantine, output.Quarantine, cancellationToken);
        if (await _quarantine.TryCommitAsync(quarantine, actions, "WRITE", cancellationToken)) return true;
        await _quarantine.DiscardAsync(actions);
        TableFiles.Delete(output.Target);
        return false;
    }

    private async Task<bool> CommitTargetAsync(Output output, Snapshot target, TxnAction txn, CancellationToken cancellationToken)
    {
        var actions = await lake.Files.PutAsync(_target, output.Target, cancellationToken);
        actions.AddRange(output.Removed.Select(file => new DeltaAction { Remove = RemovalOf(file) }));
        actions.Add(new DeltaAction { Txn = txn });
        if (await _target.TryCommitAsync(target, actions, job.Mode == JobMode.Merge ? "MERGE" : "WRITE", cancellationToken)) return true;
        await _target.DiscardAsync(actions);
        return false;
    }

    /// <summary>Columns of the target, as the SQL gives them.</summary>
    private TableSchema ReadSchema(DuckDbConnection connection, TableSchema source)
    {
        connection.Execute($"CREATE OR REPLACE TEMP VIEW {JobFile.Source} AS {lake.Files.Select(_source.Folder, source, [])}");
        return JobRows.SchemaOf(connection, job);
    }

    /// <summary>Runs the SQL over the files and writes what comes out. Blocks.</summary>
    private Output Compute(
        DuckDbConnection connection, Snapshot source, IReadOnlyList<DataFile> files, Snapshot target, Snapshot quarantine)
    {
        connection.Execute($"CREATE OR REPLACE TEMP VIEW {JobFile.Source} AS {lake.Files.Select(_source.Folder, source.Schema, files)}");
        var rows = new JobRows(connection, job, lake.Files);
        rows.Run();
        var quarantined = rows.MakeQuarantine(_quarantine.Folder, quarantine, time.GetUtcNow());
        var (written, removed) = rows.MakeTarget(_target.Folder, target);
        var output = new Output(
            files.Sum(file => file.RowCount), written, quarantined,
            lake.Files.Write(connection, JobRows.TargetRows, target.Schema, job.Target),
            lake.Files.Write(connection, JobRows.QuarantineRows, QuarantineTable.Schema, QuarantineTable.Name),
            removed);
        rows.Drop();
        return output;
    }

    private RemoveAction RemovalOf(DataFile file) => new()
    {
        Path = file.Add.Path,
        DeletionTimestamp = time.GetUtcNow().ToUnixTimeMilliseconds(),
        DataChange = true,
        ExtendedFileMetadata = true,
        PartitionValues = file.Add.PartitionValues,
        Size = file.Add.Size,
    };
}
