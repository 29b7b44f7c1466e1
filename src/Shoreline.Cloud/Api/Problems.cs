using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Shoreline.Core;

namespace Shoreline.Cloud.Api;

/// <summary>Failures as <c>application/problem+json</c> (RFC 9457): <c>detail</c> is one line for the user.</summary>
internal static class Problems
{
    private const int RetryAfterSeconds = 2;

    public static Task WriteAsync(HttpContext context, int status, string detail) =>
        Results.Problem(detail, statusCode: status).ExecuteAsync(context);

    public static IResult NotFound(string detail) => Results.Problem(detail, statusCode: StatusCodes.Status404NotFound);

    /// <summary>The answer to a request whose handler threw.</summary>
    public static Task WriteAsync(HttpContext context, ILogger logger)
    {
        var error = context.Features.Get<IExceptionHandlerFeature>()!.Error;
        var (status, detail) = error switch
        {
            BadHttpRequestException e => (e.StatusCode, e.Message),
            InvalidInputException e => (StatusCodes.Status400BadRequest, e.Message),
            ShorelineException or IOException => (StatusCodes.Status503ServiceUnavailable, error.Message),
            _ => (StatusCodes.Status500InternalServerError, "The request failed; the cause is in the log of this process."),
        };
        if (status >= StatusCodes.Status500InternalServerError)
        {
            CloudLog.RequestFailed(logger, context.Request.Method, context.Request.Path, error);
            context.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
        return WriteAsync(context, status, detail);
    }
}
