namespace Shoreline.Edge.Exports;

/// <summary>
/// One export of one stream, wherever it was asked for: in <c>edge.yaml</c>, by the product, or through the stream manager protocol.
/// Compared by value.
/// </summary>
internal sealed record ExportSpec
{
    /// <summary>Of an export that <c>edge.yaml</c> or the product asks for.</summary>
    public const int DefaultPriority = 5;

    /// <summary>Of one that the protocol asks for, and says nothing of it.</summary>
    public const int LowestPriority = 10;

    /// <summary>Name of the cursor, unique within the stream; kept on disk, so it names the same export for ever.</summary>
    public required string Id { get; init; }

    /// <summary>Name for people: what the user called it.</summary>
    public string Name { get => field ?? Id; init; }

    public required ExportTo To { get; init; }

    /// <summary>1 (first) to 10.</summary>
    public int Priority { get; init; } = DefaultPriority;

    /// <summary>Most records of a batch; null or more than the destination takes: the destination's maximum.</summary>
    public int? BatchRecords { get; init; }

    /// <summary>A batch that is not full goes once its oldest record is this old; null: at once.</summary>
    public TimeSpan? BatchInterval { get; init; }

    /// <summary>First record to export; null: 0.</summary>
    public long? StartSequence { get; init; }

    /// <summary>Whether the start moves an export that has confirmed records already: by the protocol it does, once.</summary>
    public bool StartMovesPosition { get; init; }

    /// <summary>Paused: the position stays.</summary>
    public bool Disabled { get; init; }

    /// <summary>Changes with what the destination's secret holds: an export whose secret changed is another one. 0 where it has none.</summary>
    public int SecretVersion { get; init; }

    /// <summary>Longest pause between attempts; null: the gateway's own.</summary>
    public TimeSpan? LongestRetry { get; init; }
}

/// <summary>Where an export goes, with all that is its own.</summary>
internal abstract record ExportTo
{
    /// <summary>Word of <c>edge.yaml</c> for it.</summary>
    public abstract string Word { get; }

    /// <summary>False for what stays on the gateway or its own network drive: it costs no bandwidth and waits for no window.</summary>
    public virtual bool LeavesGateway => true;
}

/// <summary>Who confirms a record of an MQTT export.</summary>
internal enum ExportAck
{
    /// <summary>The store behind the broker, end to end (docs/formats/mqtt.md).</summary>
    Store,

    /// <summary>The broker: for one with no Shoreline behind it.</summary>
    Broker,
}

/// <summary>The Shoreline cloud: records by MQTT, media by HTTP.</summary>
/// <param name="Qos">0, 1 or 2; 0 only with <see cref="ExportAck.Store"/>, because nothing confirms it otherwise.</param>
internal sealed record ToCloud(ExportAck Ack = ExportAck.Store, int Qos = ToCloud.DefaultQos) : ExportTo
{
    public const int DefaultQos = 1;

    public override string Word => "cloud";
}

/// <summary>The gateway's own broker, which confirms.</summary>
/// <param name="Qos">1 or 2.</param>
internal sealed record ToLocal(int Qos = ToCloud.DefaultQos) : ExportTo
{
    public override string Word => "local";

    public override bool LeavesGateway => false;
}

/// <summary>How to reach a service of AWS, or one that speaks its protocol.</summary>
/// <param name="Endpoint">Null: AWS's own of the region.</param>
/// <param name="Region">Null: what the machine's environment says.</param>
/// <param name="Secret">Name of a secret of the form <c>KEY_ID:KEY</c>; null: what the machine's environment says.</param>
internal sealed record AwsAccess(Uri? Endpoint = null, string? Region = null, string? Secret = null);

/// <summary>Batches as objects of a bucket.</summary>
/// <param name="Prefix">Begins every key; may be empty.</param>
internal sealed record ToS3Objects(string Bucket, string Prefix, AwsAccess Access) : ExportTo
{
    public override string Word => "s3";
}

/// <summary>Records that name files to be uploaded: the protocol's <c>s3TaskExecutor</c>.</summary>
/// <param name="MultipartThresholdBytes">Larger files go in parts; null: the protocol's default.</param>
/// <param name="StatusStream">Stream that takes the status messages; null: none are written.</param>
/// <param name="StatusLevel">The protocol's: 0 (error) to 4 (trace).</param>
internal sealed record ToS3Tasks(
    AwsAccess Access, long? MultipartThresholdBytes = null, string? StatusStream = null,
    int StatusLevel = 2) : ExportTo
{
    public override string Word => "s3 tasks";
}

/// <summary>A Kinesis data stream.</summary>
internal sealed record ToKinesis(string Stream, AwsAccess Access) : ExportTo
{
    public override string Word => "kinesis";
}

/// <summary>Any endpoint that answers a POST with 2xx.</summary>
/// <param name="Batched">False: a request for each record, which is the body. True: one for a batch, as a JSON array of the stream manager
/// protocol's messages.</param>
/// <param name="Secret">Name of a secret: <c>user:password</c>, or what is to stand in the Authorization header, such as <c>Bearer …</c>;
/// null: none is sent.</param>
internal sealed record ToHttp(Uri Url, bool Batched = false, string? Secret = null) : ExportTo
{
    public override string Word => "http";
}

/// <summary>Files below a folder.</summary>
/// <param name="Folder">Absolute.</param>
/// <param name="RollBytes">A file of this size is closed; null: the destination's default.</param>
/// <param name="RollTime">A file of this age is closed; null: the destination's default.</param>
internal sealed record ToFile(string Folder, long? RollBytes = null, TimeSpan? RollTime = null) : ExportTo
{
    public override string Word => "file";

    public override bool LeavesGateway => false;
}

/// <summary>Accepted, kept and described, but not run here.</summary>
/// <param name="Reason">For people: why, and what to do instead.</param>
internal sealed record ToNowhere(string Reason) : ExportTo
{
    public override string Word => "nowhere";
}
