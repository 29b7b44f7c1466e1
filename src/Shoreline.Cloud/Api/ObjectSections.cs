using Microsoft.AspNetCore.Http;
using Shoreline.Cloud.Media;
using Shoreline.Lake.Store;

namespace Shoreline.Cloud.Api;

/// <summary>Serves parts of objects: a fragment is stored whole, and a player wants its initialisation section and its media
/// apart.</summary>
internal sealed class ObjectSections(IObjectStore store)
{
    private const string Forever = "public, max-age=31536000, immutable"; // an object never changes under its name

    public IResult Init(ArchivedFragment fragment) => new Section(store, fragment.Key, "video/mp4", 0, fragment.InitBytes);

    public IResult Media(ArchivedFragment fragment) => new Section(store, fragment.Key, "video/mp4", fragment.InitBytes, null);

    public IResult Whole(string key, string contentType) => new Section(store, key, contentType, 0, null);

    private sealed class Section(IObjectStore store, string key, string contentType, long offset, long? count) : IResult
    {
        public async Task ExecuteAsync(HttpContext context)
        {
            var stopping = context.RequestAborted;
            if (store.LocalPath(key) is { } path)
            {
                var file = new FileInfo(path);
                if (file.Exists)
                {
                    await SendAsync(
                        context, count ?? file.Length - offset, length => context.Response.SendFileAsync(path, offset, length, stopping));
                }
                else await MissingAsync(context);
            }
            else if (await store.GetAsync(key, stopping) is { } bytes)
            {
                await SendAsync(
                    context, count ?? bytes.Length - offset,
                    length => context.Response.BodyWriter.WriteAsync(bytes.AsMemory((int)offset, (int)length), stopping).AsTask());
            }
            else await MissingAsync(context);
        }

        private async Task SendAsync(HttpContext context, long length, Func<long, Task> send)
        {
            var response = context.Response;
            response.ContentType = contentType;
            response.ContentLength = length;
            response.Headers.CacheControl = Forever;
            if (!HttpMethods.IsHead(context.Request.Method)) await send(length);
        }

        private Task MissingAsync(HttpContext context) =>
            Problems.WriteAsync(context, StatusCodes.Status404NotFound, $"There is no object '{key}' in the bucket.");
    }
}
