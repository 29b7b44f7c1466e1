namespace Shoreline.Edge.Exports.S3;

/// <summary>Where an object goes.</summary>
internal readonly record struct S3Target(string Bucket, string Key)
{
    public override string ToString() => $"s3://{Bucket}/{Key}";
}

/// <summary>One part of a multipart upload that the server has.</summary>
/// <param name="Number">From 1.</param>
internal readonly record struct S3Part(int Number, string ETag, long Bytes);
