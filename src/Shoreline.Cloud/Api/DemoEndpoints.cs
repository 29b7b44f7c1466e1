using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Shoreline.Cloud.Api;

/// <summary>The wish to cut or heal the link between the demo's edge and cloud.</summary>
/// <param name="Link"><c>up</c> or <c>cut</c>.</param>
public sealed record DemoLink(string Link);

/// <summary>Hands the portal's demo switch on to the process that runs the demo; elsewhere there is none.</summary>
internal static class DemoEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var demo = api.MapGroup("/demo").WithTags("demo");
        demo.MapGet("", GetAsync)
            .WithSummary("State of the demo's link and of its edge; 404 where this is no demo.")
            .Produces<JsonElement>(200).ProducesProblem(404).ProducesProblem(502);
        demo.MapPut("/link", PutLinkAsync)
            .WithSummary("Cuts or heals the link between the demo's edge and cloud.")
            .Produces<JsonElement>(200).Produces(204).ProducesProblem(400).ProducesProblem(404).ProducesProblem(502);
    }

    private static Task<IResult> GetAsync(DemoControl control, CancellationToken cancellationToken) =>
        control.ForwardAsync(HttpMethod.Get, "demo", body: null, cancellationToken);

    private static async Task<IResult> PutLinkAsync(DemoLink wish, DemoControl control, HttpContext context) => wish.Link is "up" or "cut"
        ? await control.ForwardAsync(HttpMethod.Put, "demo/link", JsonContent.Create(wish), context.RequestAborted)
        : Results.Problem($"'link' is '{wish.Link}'; allowed is up or cut.", statusCode: 400);
}

/// <summary>Speaks to the process that runs the demo.</summary>
internal sealed class DemoControl(Uri? control) : IDisposable
{
    private const int MaxAnswerBytes = 1 << 20;

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5), MaxResponseContentBufferSize = MaxAnswerBytes };

    public async Task<IResult> ForwardAsync(HttpMethod method, string path, HttpContent? body, CancellationToken cancellationToken)
    {
        if (control is null) return Problems.NotFound("This is not a demo: start one with 'shoreline demo'.");
        try
        {
            using var request = new HttpRequestMessage(method, new Uri(control, path)) { Content = body };
            using var answer = await _http.SendAsync(request, cancellationToken);
            var content = await answer.Content.ReadAsStringAsync(cancellationToken);
            if (content.Length == 0) return Results.StatusCode((int)answer.StatusCode);
            return Results.Text(content, answer.Content.Headers.ContentType?.MediaType, statusCode: (int)answer.StatusCode);
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return Results.Problem(
                $"The demo process at {control} does not answer: {e.Message}", statusCode: StatusCodes.Status502BadGateway);
        }
    }

    public void Dispose() => _http.Dispose();
}
