using Microsoft.AspNetCore.Http;

namespace Shoreline.Edge.Tests.Exports.S3;

/// <summary>What S3 answers when it cannot just now, which no server does on demand.</summary>
internal static class S3Answers
{
    public static IResult SlowDown => Results.Content(
        "<?xml version=\"1.0\"?><Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>", "application/xml", statusCode: 503);

    public static IResult NoSuchUpload => Results.Content(
        "<?xml version=\"1.0\"?><Error><Code>NoSuchUpload</Code><Message>The specified upload does not exist.</Message></Error>", "application/xml", statusCode: 404);
}
