using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Shoreline.Lake;

namespace Shoreline.Cloud.Api;

internal static class TableEndpoints
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/tables", ListAsync).WithTags("lake").WithSummary("The lake's tables in figures.");

    private static Task<IReadOnlyList<TableSummary>> ListAsync(
        Cached<IReadOnlyList<TableSummary>> tables, CancellationToken cancellationToken) =>
        tables.GetAsync(cancellationToken);
}
