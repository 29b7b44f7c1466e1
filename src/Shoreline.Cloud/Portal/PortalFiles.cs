using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using Shoreline.Cloud.Api;
using Shoreline.Core;

namespace Shoreline.Cloud.Portal;

/// <summary>The portal's own files: built ones of <c>web/portal/dist</c>, or those in <c>portal/</c> beside the program.</summary>
internal static class PortalFiles
{
    // What a page of ours may load and do. hls.js plays from blob: addresses and works in a worker made of one.
    private const string ContentPolicy =
        "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; worker-src 'self' blob:; style-src 'self' 'unsafe-inline'; "
        + "connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'self'";

    private const string NotBuilt = """
        <!doctype html><html lang="en"><meta charset="utf-8"><title>Shoreline</title>
        <body style="font: 1rem/1.5 system-ui; max-width: 40rem; margin: 4rem auto; padding: 0 1rem">
        <h1>The portal is not built</h1>
        <p>This cloud runs, and its API answers at <a href="/openapi/v1.json">/openapi/v1.json</a>. The pages are missing: run <code>./setup</code>
        in the project's folder, which builds <code>web/portal</code>, and start the cloud again.</p>
        """;

    /// <summary>
    /// Serves the files. Comes before routing: the static file middleware passes by a request that has an endpoint, and the fallback fits
    /// all.
    /// </summary>
    public static void UseFiles(WebApplication app)
    {
        if (Find() is not { } folder) return;
        app.UseStaticFiles(new StaticFileOptions { FileProvider = new PhysicalFileProvider(folder), OnPrepareResponse = PrepareResponse });
    }

    /// <summary>Answers what no other endpoint does.</summary>
    public static void MapPages(WebApplication app)
    {
        var folder = Find();
        app.MapFallback("{*path}", (HttpContext context) => AnswerAsync(context, folder)).ExcludeFromDescription();
    }

    private static string? Find()
    {
        var built = Assets.FindHome() is { } home ? Path.Combine(home, "web", "portal", "dist") : null;
        var installed = Path.Combine(AppContext.BaseDirectory, "portal");
        return new[] { built, installed }.FirstOrDefault(folder => folder is not null && File.Exists(Path.Combine(folder, "index.html")));
    }

    // Files whose name holds a digest of their content, as the bundler writes them, never change.
    private static void PrepareResponse(StaticFileResponseContext file)
    {
        var isBundled = file.Context.Request.Path.StartsWithSegments("/assets", StringComparison.Ordinal);
        file.Context.Response.Headers.CacheControl = isBundled ? "public, max-age=31536000, immutable" : "no-cache";
        file.Context.Response.Headers.ContentSecurityPolicy = ContentPolicy;
    }

    // An address of the single-page application is the application; a file that is not there, or anything under the API's roots, is a
    // mistake to be told.
    private static async Task AnswerAsync(HttpContext context, string? folder)
    {
        var path = context.Request.Path;
        if (path.StartsWithSegments("/api") || path.StartsWithSegments("/ingest") || path.StartsWithSegments("/openapi")
            || Path.HasExtension(path.Value))
        {
            await Problems.WriteAsync(
                context, StatusCodes.Status404NotFound, $"There is nothing at {path}. The API is described at /openapi/v1.json.");
            return;
        }
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            await Problems.WriteAsync(context, StatusCodes.Status405MethodNotAllowed, $"{path} is a page; it can only be read.");
            return;
        }
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers.ContentSecurityPolicy = ContentPolicy;
        if (folder is not null) await context.Response.SendFileAsync(Path.Combine(folder, "index.html"), context.RequestAborted);
        else await context.Response.WriteAsync(NotBuilt, context.RequestAborted);
    }
}
